package dev.backplane.codec.jackson.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Builds values. Of members with the same name the last one counts. Stateless, thread-safe. */
final class Values {

    private Values() {}

    /** Reads the value whose first token the cursor is on. Recursive: Jackson bounds the depth. */
    static @Nullable Object read(TokenCursor in, JsonToken first) {
        return switch (first) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> in.text();
            case VALUE_NUMBER_INT -> in.whole();
            case VALUE_NUMBER_FLOAT -> Numbers.fraction(in.text());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw in.error("expected a value");
        };
    }

    private static Map<String, @Nullable Object> object(TokenCursor in) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (in.next() != JsonToken.END_OBJECT) {
            map.put(in.name(), read(in, in.next()));
        }
        return map;
    }

    private static List<@Nullable Object> array(TokenCursor in) {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
            list.add(read(in, token));
        }
        return list;
    }
}
