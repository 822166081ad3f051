package dev.backplane.engine.internal.schema;

import java.util.List;

/**
 * A call's arguments do not fit the tool. The message names the JSON path and the rule of up to five problems; values of
 * the caller are not echoed, names no longer than 100 characters.
 */
public final class InvalidArgumentsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidArgumentsException(List<String> problems) {
        // An answer to a caller's mistake: nobody reads its stack, and callers can provoke any number.
        super(String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** Returns up to five problems, such as {@code /message: required property missing (required)}. */
    public List<String> problems() {
        return problems;
    }
}
