package dev.backplane.plugin.container.internal.log;

import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.ContainerException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Searches the log. It sees what the caller will see, secrets masked, so that no one can guess one by asking for it.
 * Thread-safe.
 */
final class LogSearch {

    private final LogReader reader;
    private final InstantSource clock;

    LogSearch(LogReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Finds the last entries that match.
     *
     * @param cancelled asked at each entry: true ends the search
     * @throws ContainerException where the query is no good
     */
    LogListing find(LogSearchTool.Query query, BooleanSupplier cancelled) throws IOException {
        if (query.text() != null && query.regex() != null) {
            throw new ContainerException("at most one of text, regex may be given, both are");
        }
        Pattern regex = regex(query.regex());
        Instant since = since(query.since());
        StepLimit steps = new StepLimit();
        List<LogEntry> entries = new ArrayList<>();
        boolean[] pastSince = {false};
        LogReader.Extent extent = reader.read(raw -> {
            Instant time = raw.time();
            if (since != null && time != null && time.isBefore(since)) {
                pastSince[0] = true;
                return false;
            }
            if (mayContain(raw, query.text())
                    && (query.level() == null || raw.level().compareTo(query.level()) >= 0)) {
                String masked = raw.maskedText();
                if (Bounds.contains(masked, query.text()) && (regex == null || steps.find(regex, masked))) {
                    LogEntry entry = raw.masked();
                    if (Bounds.contains(entry.logger(), query.logger())) {
                        entries.add(entry);
                    }
                }
            }
            return entries.size() < query.limit() && !cancelled.getAsBoolean();
        });
        Collections.reverse(entries);
        return new LogListing(
                reader.file().toString(), extent.bytes(), extent.complete() || pastSince[0], List.copyOf(entries));
    }

    /** Masking adds nothing but asterisks: what the raw entry does not contain, the masked one does not, without them. */
    private static boolean mayContain(RawEntry raw, @Nullable String text) {
        return text == null || text.indexOf('*') >= 0 || Bounds.contains(raw.text(), text);
    }

    private static @Nullable Pattern regex(@Nullable String regex) {
        try {
            return regex == null ? null : Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw ContainerException.badArgument(
                    "regex", regex, "a regular expression: " + e.getDescription() + " near index " + e.getIndex());
        }
    }

    private @Nullable Instant since(@Nullable String since) {
        if (since == null) {
            return null;
        }
        try {
            if (since.startsWith("P")) {
                return clock.instant().minus(Duration.parse(since));
            }
            return since.matches(".*(?:[Zz]|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(since).toInstant()
                    : LocalDateTime.parse(since.replace(' ', 'T').replace(',', '.'))
                            .atZone(ZoneId.systemDefault())
                            .toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw ContainerException.badArgument(
                    "since",
                    since,
                    "a duration back from now (PT15M) or a time (2026-11-23T12:00:00Z; without zone, the"
                            + " container's)");
        }
    }
}
