package dev.backplane.api;

import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param principal the authenticated name; null: nobody proved who they are
 * @param address the peer's address as text, such as {@code 127.0.0.1}
 * @param transport the way in, such as {@code http}
 * @param session the legacy session's id; null: none (revision 2026-07-28)
 * @param protocolVersion such as {@code 2026-07-28}
 * @param clientName as the client calls itself, unverified; null: it did not say
 * @param clientVersion as the client says, unverified; null: it did not say
 */
public record Caller(
        @Nullable String principal,
        String address,
        String transport,
        @Nullable String session,
        String protocolVersion,
        @Nullable String clientName,
        @Nullable String clientVersion) {}
