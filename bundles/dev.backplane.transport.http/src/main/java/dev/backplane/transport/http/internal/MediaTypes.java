package dev.backplane.transport.http.internal;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept} and {@code Content-Type}: RFC 9110, 12.5.1 and 8.3. */
final class MediaTypes {

    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";

    private static final Pattern ZERO_WEIGHT = Pattern.compile("\\s*[qQ]\\s*=\\s*0(\\.0*)?\\s*");

    private MediaTypes() {}

    /** Tells whether the media type is acceptable; an absent header accepts everything. */
    static boolean accepts(@Nullable Iterable<String> headers, String type) {
        if (headers == null) {
            return true;
        }
        String anySubtype = type.substring(0, type.indexOf('/') + 1) + "*";
        for (String header : headers) {
            for (String range : header.split(",")) {
                String[] parts = range.split(";");
                String name = parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT);
                if ((name.equals(type) || name.equals(anySubtype) || name.equals("*/*")) && !isExcluded(parts)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Tells whether this is JSON in the only encoding that JSON-RPC over HTTP has. */
    static boolean isJson(String contentType) {
        String[] parts = contentType.split(";");
        if (parts.length == 0 || !parts[0].strip().equalsIgnoreCase(JSON)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=")
                    && !parameter.equals("charset=utf-8")
                    && !parameter.equals("charset=utf8")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isExcluded(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (ZERO_WEIGHT.matcher(parts[i]).matches()) {
                return true;
            }
        }
        return false;
    }
}
