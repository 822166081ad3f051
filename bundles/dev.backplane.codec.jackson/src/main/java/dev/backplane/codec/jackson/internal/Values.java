package dev.backplane.codec.jackson.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds values. Of members with the same name the last one counts. Stateless, thread-safe. */
final class Values {

    private Values() {}

    /** Reads the value that the cursor is on. Recursive: Jackson bounds the depth. */
    static @Nullable Object read(TokenCursor in) {
        return switch (in.kind()) {
            case OBJECT -> object(in);
            case ARRAY -> array(in);
            case STRING -> in.text();
            case NUMBER -> in.integer() ? in.whole() : Numbers.fraction(in.text());
            case BOOLEAN -> in.isTrue();
            case NULL -> null;
        };
    }

    private static Map<String, @Nullable Object> object(TokenCursor in) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (in.enter()) {
            do {
                map.put(in.name(), read(in));
            } while (in.nextMember());
        }
        return map;
    }

    private static List<@Nullable Object> array(TokenCursor in) {
        List<@Nullable Object> list = new ArrayList<>();
        if (in.enter()) {
            do {
                list.add(read(in));
            } while (in.nextElement());
        }
        return list;
    }
}
