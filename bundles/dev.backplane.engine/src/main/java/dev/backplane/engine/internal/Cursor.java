package dev.backplane.engine.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Page cursors: the name of the last entry of a page, so that a list that changes meanwhile is not torn. */
final class Cursor {

    private static final String PREFIX = "after:";

    private Cursor() {}

    static String encode(String lastName) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + lastName).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the name to go on behind; null: from the start.
     *
     * @throws ProtocolException if the cursor was not made here
     */
    static @Nullable String decode(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(PREFIX)) {
                return text.substring(PREFIX.length());
            }
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalidParams("Invalid cursor");
        }
        throw ProtocolException.invalidParams("Invalid cursor");
    }
}
