package dev.backplane.plugin.container.internal.log;

import dev.backplane.api.Param;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry of the log, secrets masked. */
public record LogEntry(
        @Nullable Instant time,
        Severity level,
        @Param("The thread that logged") String thread,
        String logger,

        @Param("The bundle that logged: id - name - version")
        String bundle,

        String message,

        @Param("The lines behind the first, such as a stack trace") @Nullable
        String stack) {}
