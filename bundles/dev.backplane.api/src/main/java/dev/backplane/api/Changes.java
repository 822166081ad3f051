package dev.backplane.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells clients that something has changed; an OSGi service that plugins inject. Thread-safe; waits for no client. Services that
 * come and go are announced without it.
 */
@ProviderType
public interface Changes {

    /** The contents of the resource under this URI have changed: its subscribers are told. */
    void resourceUpdated(String uri);

    /** What {@link ResourceTemplate#list} returns has changed: clients are told once, when it has settled. */
    void resourceListChanged();

    /**
     * What the user was sent to a page for ({@link Ask.Url}) is done: the client that was asked is told, in the revision
     * that has this (2025-11-25). An unknown id is ignored.
     */
    void elicitationCompleted(String elicitationId);
}
