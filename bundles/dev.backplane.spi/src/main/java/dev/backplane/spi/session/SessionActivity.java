package dev.backplane.spi.session;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What is known of a session that is live on this node, besides its record: the value of its registry entry, whose kind
 * is {@value #KIND} and whose name is the session's id. Thread-safe.
 */
@ProviderType
public interface SessionActivity {

    /** The kind of the registry entries. */
    String KIND = "session";

    /** Returns when its client was last heard of, in milliseconds since the epoch. */
    long lastSeenMillis();
}
