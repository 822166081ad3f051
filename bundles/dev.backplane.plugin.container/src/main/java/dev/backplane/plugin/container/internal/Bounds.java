package dev.backplane.plugin.container.internal;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bounds that every list here obeys, and the filter by a part of a name. */
public final class Bounds {

    /** How many entries a list has where the caller does not say, as JSON. */
    public static final String DEFAULT_LIMIT = "100";

    /** How many entries a list has at most. */
    public static final int MAX_LIMIT = 1_000;

    public static final String LIMIT = "How many entries to return at most";

    private Bounds() {}

    /** Returns the first entries, at most {@code limit}. */
    public static <T> List<T> first(List<T> all, int limit) {
        return all.size() <= limit ? all : List.copyOf(all.subList(0, limit));
    }

    /** Tells whether the name contains the part, whatever the case; a part that is null is in every name. */
    public static boolean contains(@Nullable String name, @Nullable String part) {
        return part == null || name != null && name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** Cuts a text to that many characters, and says so at its end. */
    public static String cut(String text, int characters) {
        return text.length() <= characters
                ? text
                : text.substring(0, characters) + "… (" + text.length() + " characters)";
    }
}
