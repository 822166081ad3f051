package dev.backplane.plugin.container.internal;

import java.nio.charset.StandardCharsets;

/** Names within resource URIs. */
public final class Uris {

    private Uris() {}

    /** Percent-encodes all but RFC 3986's unreserved characters. */
    public static String encode(String name) {
        StringBuilder encoded = new StringBuilder(name.length());
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
