package dev.backplane.plugin.container.internal.log;

import dev.backplane.plugin.container.internal.Secrets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in the log file: its first line, and what follows it. It understands Karaf's layout
 * ({@code time | level | thread | logger | bundle | message}); of any other that begins with a time, it takes the first
 * word that is a level, and the rest as the message. Confined to one thread.
 */
final class RawEntry {

    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)[,.](\\d{3,9})";

    private static final Pattern TIMED = Pattern.compile(TIME);

    private static final Pattern KARAF = Pattern.compile(
            TIME + "\\S{0,6} \\| (\\w+)\\s*\\| ([^|]*)\\| ([^|]*)\\| (?:([^|]*)\\| ?)?(.*)", Pattern.DOTALL);

    private static final Pattern OTHER = Pattern.compile(
            TIME + "(?s:.{0,200}?)\\b(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\\b(.*)", Pattern.DOTALL);

    /** As Karaf's launcher writes before there is a logging service. */
    private static final Pattern EARLY = Pattern.compile("^(WARNING|SEVERE): ", Pattern.MULTILINE);

    private final String head;
    private final String text;

    RawEntry(List<String> lines) {
        head = lines.get(0);
        text = String.join("\n", lines);
    }

    /** Tells whether an entry begins with this line. */
    static boolean begins(String line) {
        return TIMED.matcher(line).lookingAt();
    }

    /** Returns when it was logged; null where the line does not say. */
    @Nullable
    Instant time() {
        Matcher matcher = TIMED.matcher(head);
        if (!matcher.lookingAt()) {
            return null;
        }
        try {
            return LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2) + "." + matcher.group(3))
                    .atZone(ZoneId.systemDefault())
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    Severity level() {
        Matcher karaf = KARAF.matcher(head);
        if (karaf.matches()) {
            return Severity.of(karaf.group(4));
        }
        Matcher other = OTHER.matcher(head);
        if (other.matches()) {
            return Severity.of(other.group(4));
        }
        Matcher early = EARLY.matcher(text);
        Severity gravest = Severity.INFO;
        while (early.find()) {
            Severity severity = Severity.of(early.group(1));
            gravest = severity.compareTo(gravest) > 0 ? severity : gravest;
        }
        return gravest;
    }

    /** The whole text as it stands: not to be shown. */
    String text() {
        return text;
    }

    /** The whole text, secrets masked. */
    String maskedText() {
        return Secrets.text(text);
    }

    LogEntry masked() {
        String masked = maskedText();
        int end = masked.indexOf('\n');
        String first = end < 0 ? masked : masked.substring(0, end);
        String stack = end < 0 ? null : masked.substring(end + 1);
        Matcher karaf = KARAF.matcher(first);
        if (karaf.matches()) {
            String bundle = karaf.group(7);
            return new LogEntry(
                    time(),
                    Severity.of(karaf.group(4)),
                    karaf.group(5).strip(),
                    karaf.group(6).strip(),
                    bundle == null ? "" : bundle.strip(),
                    karaf.group(8),
                    stack);
        }
        return new LogEntry(time(), level(), "", "", "", first, stack);
    }
}
