package dev.backplane.plugin.container.internal;

import java.util.List;

/** A question about the container that cannot be answered; the message names what was asked, and what may be. */
public final class ContainerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN_CHARACTERS = 100;

    public ContainerException(String message) {
        super(message);
    }

    /** A bad argument: names its key, its value (the first 100 characters) and what it must be. */
    public static ContainerException badArgument(String key, Object value, String mustBe) {
        return new ContainerException(key + " '" + shorten(String.valueOf(value)) + "' must be " + mustBe);
    }

    /**
     * Returns the only argument of these that is given.
     *
     * @throws ContainerException if none or several are
     */
    public static void requireOne(List<String> given, String choices) {
        if (given.size() != 1) {
            throw new ContainerException("exactly one of " + choices + " must be given, "
                    + (given.isEmpty() ? "none is" : String.join(" and ", given) + " are"));
        }
    }

    private static String shorten(String value) {
        return value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
