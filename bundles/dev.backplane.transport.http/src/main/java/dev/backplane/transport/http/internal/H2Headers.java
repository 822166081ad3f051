package dev.backplane.transport.http.internal;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of requests of one HTTP/2 connection, one at a time. Confined to the I/O thread. All of a head is decoded,
 * even what is not kept of it: later ones refer to it.
 */
final class H2Headers implements HpackDecoder.HeaderEmitter {

    private static final int FIELD_BYTES = 32;
    private static final int FRAMES_MAX = 64;
    private static final Set<HttpString> OF_CONNECTIONS = Set.of(
            Headers.CONNECTION,
            Headers.KEEP_ALIVE,
            Headers.TRANSFER_ENCODING,
            Headers.UPGRADE,
            new HttpString("Proxy-Connection"));

    private final HpackDecoder decoder = new HpackDecoder(H2.TABLE_BYTES);
    private final int bytesMax;
    private @Nullable ByteArrayOutputStream fragments;
    private int frames;
    private int bytes;

    private HeaderMap fields = new HeaderMap();
    private @Nullable String method;
    private @Nullable String path;
    private @Nullable String scheme;
    private @Nullable String authority;
    private boolean malformed;
    private boolean ordinary;

    /** @param bytesMax of a head, as RFC 9113, 10.5.1, counts them */
    H2Headers(int bytesMax) {
        this.bytesMax = bytesMax;
        decoder.setHeaderEmitter(this);
    }

    /** Takes a part of a head. */
    void add(ByteBuffer part, boolean last) throws H2Exception {
        ByteArrayOutputStream earlier = fragments;
        if (++frames > FRAMES_MAX
                || (earlier == null ? 0 : earlier.size()) + part.remaining() > bytesMax + H2.TABLE_BYTES) {
            throw new H2Exception(H2.ENHANCE_YOUR_CALM, "a head is larger than headerBytesMax = " + bytesMax);
        }
        if (earlier == null && last) {
            decode(part);
            return;
        }
        if (earlier == null) {
            earlier = new ByteArrayOutputStream();
            fragments = earlier;
        }
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        earlier.write(copy, 0, copy.length);
        if (last) {
            decode(ByteBuffer.wrap(earlier.toByteArray()));
        }
    }

    private void decode(ByteBuffer block) throws H2Exception {
        fragments = null;
        frames = 0;
        bytes = 0;
        fields = new HeaderMap();
        method = null;
        path = null;
        scheme = null;
        authority = null;
        malformed = false;
        ordinary = false;
        try {
            decoder.decode(block, false);
        } catch (HpackException | RuntimeException e) {
            throw new H2Exception(H2.COMPRESSION_ERROR, "a head cannot be decoded");
        }
        if (authority != null && !fields.contains(Headers.HOST)) {
            fields.put(Headers.HOST, authority);
        }
    }

    /** Tells whether the head just read is one of a request. */
    boolean isRequest() {
        return !malformed && method != null && path != null && !path.isEmpty() && scheme != null;
    }

    boolean isTooLarge() {
        return bytes > bytesMax;
    }

    HeaderMap fields() {
        return fields;
    }

    String method() {
        return String.valueOf(method);
    }

    String path() {
        return String.valueOf(path);
    }

    @Override
    public void emitHeader(HttpString name, String value, boolean neverIndex) {
        bytes += name.length() + value.length() + FIELD_BYTES;
        if (isTooLarge()) {
            return;
        }
        if (name.length() == 0 || !isValue(value)) {
            malformed = true;
        } else if (name.byteAt(0) == ':') {
            pseudo(name.toString(), value);
        } else {
            ordinary = true;
            if (!isName(name)
                    || OF_CONNECTIONS.contains(name)
                    || name.equals(Headers.TE) && !value.equals("trailers")) {
                malformed = true;
            } else {
                fields.add(name, value);
            }
        }
    }

    private void pseudo(String name, String value) {
        boolean first;
        switch (name) {
            case ":method" -> {
                first = method == null;
                method = value;
            }
            case ":path" -> {
                first = path == null;
                path = value;
            }
            case ":scheme" -> {
                first = scheme == null;
                scheme = value;
            }
            case ":authority" -> {
                first = authority == null;
                authority = value;
            }
            default -> first = false;
        }
        malformed |= !first || ordinary;
    }

    private static boolean isName(HttpString name) {
        for (int i = 0; i < name.length(); i++) {
            byte b = name.byteAt(i);
            if (b <= ' ' || b >= 0x7f || b >= 'A' && b <= 'Z' || b == ':') {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || c == '\r' || c == '\n') {
                return false;
            }
        }
        return true;
    }
}
