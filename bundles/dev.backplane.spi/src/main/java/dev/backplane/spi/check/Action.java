package dev.backplane.spi.check;

import java.util.Objects;

/**
 * What removes a bottleneck.
 *
 * @param text the command as it is typed, the option, or the advice
 */
public record Action(Kind kind, String text) {

    /** Who can do it, and when. */
    public enum Kind {
        /** A command of the shell, or several with {@code ;} between them; works at once. */
        COMMAND,
        /** An option of the JVM, for the next start. */
        OPTION,
        /** Something to change in a plugin or around the platform. */
        ADVICE
    }

    public Action {
        Objects.requireNonNull(kind, "kind");
        if (text.isBlank()) {
            throw new IllegalArgumentException("the action is blank");
        }
    }

    /** Returns a command of the shell. */
    public static Action command(String text) {
        return new Action(Kind.COMMAND, text);
    }

    /** Returns the command that sets one key of a configuration. */
    public static Action configure(String pid, String key, Object value) {
        return command("config:property-set -p " + pid + " " + key + " " + value);
    }

    /** Returns an option of the JVM, for {@code EXTRA_JAVA_OPTS}. */
    public static Action option(String text) {
        return new Action(Kind.OPTION, text);
    }

    /** Returns what people have to do. */
    public static Action advice(String text) {
        return new Action(Kind.ADVICE, text);
    }
}
