package dev.backplane.plugin.container.internal.log;

import dev.backplane.api.Param;
import java.util.List;

/** A part of the log. */
public record LogListing(
        String file,
        @Param("How much was read, rotated files included") long scannedBytes,

        @Param("True: nothing older matches. False: the limit was reached, or 32 MiB were read; there may be more")
        boolean complete,

        @Param("The oldest first") List<LogEntry> entries) {}
