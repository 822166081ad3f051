package dev.backplane.plugin.container.internal.log;

import java.util.Locale;

/** How grave an entry of the log is, the least first. */
public enum Severity {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** Returns the severity of that name, as log4j and java.util.logging write it; INFO where it is unknown. */
    static Severity of(String level) {
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "TRACE", "FINEST", "FINER" -> TRACE;
            case "DEBUG", "FINE", "CONFIG" -> DEBUG;
            case "WARN", "WARNING" -> WARN;
            case "ERROR", "FATAL", "SEVERE" -> ERROR;
            default -> INFO;
        };
    }
}
