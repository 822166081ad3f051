package dev.backplane.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code annotations} of content and resources: for whom it is, how much it matters, how fresh it is.
 *
 * @param roles for whom; empty: unsaid
 * @param priority 0 (optional) to 1 (required); null: unsaid
 * @param lastModified null: unsaid
 */
public record Audience(
        List<Role> roles,
        @Nullable Double priority,
        @Nullable Instant lastModified) {

    public Audience {
        roles = List.copyOf(roles);
        if (priority != null && !(priority >= 0 && priority <= 1)) {
            throw new IllegalArgumentException("priority is " + priority + ", must be 0 to 1");
        }
    }
}
