package dev.backplane.spi.session;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a legacy session must remember to go on elsewhere or after a restart. Immutable.
 *
 * @param id unguessable, visible ASCII
 * @param protocolVersion negotiated
 * @param principal who opened it; null: nobody in particular
 * @param initializeParams the JSON of the client's {@code initialize} params. Not copied: do not change it
 * @param initialized {@code notifications/initialized} has arrived
 * @param logLevel lower-case name of the least level the client wants; null: it has not said
 * @param subscriptions URIs of resources it is subscribed to
 * @param created when it was opened
 */
public record SessionRecord(
        String id,
        String protocolVersion,
        @Nullable String principal,
        byte[] initializeParams,
        boolean initialized,
        @Nullable String logLevel,
        Set<String> subscriptions,
        Instant created) {

    public SessionRecord {
        subscriptions = Set.copyOf(subscriptions);
    }

    public SessionRecord withInitialized() {
        return new SessionRecord(
                id, protocolVersion, principal, initializeParams, true, logLevel, subscriptions, created);
    }

    public SessionRecord withLogLevel(String level) {
        return new SessionRecord(
                id, protocolVersion, principal, initializeParams, initialized, level, subscriptions, created);
    }

    public SessionRecord withSubscriptions(Set<String> uris) {
        return new SessionRecord(
                id, protocolVersion, principal, initializeParams, initialized, logLevel, uris, created);
    }
}
