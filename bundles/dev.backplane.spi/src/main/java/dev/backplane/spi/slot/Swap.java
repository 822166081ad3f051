package dev.backplane.spi.slot;

import org.jspecify.annotations.Nullable;

/**
 * What one swap did.
 *
 * @param from the variant that was active; null: the slot was empty
 * @param to the variant that was to be; null: nothing was there to take the place
 * @param reason why, in a word or two
 * @param started when it began, in milliseconds since the epoch
 * @param tookNanos from its beginning until the old implementation was let go
 * @param moved entries or sessions that went over
 * @param again how many of them went over once more, since they were written meanwhile
 * @param callsHeld calls that had to wait
 * @param longestPauseNanos the longest that one of them waited
 * @param problem why it failed and was rolled back; null: it succeeded
 */
public record Swap(
        String slot,
        @Nullable String from,
        @Nullable String to,
        String reason,
        long started,
        long tookNanos,
        long moved,
        long again,
        long callsHeld,
        long longestPauseNanos,
        @Nullable String problem) {}
