package dev.backplane.engine.internal;

import dev.backplane.engine.internal.schema.HeaderParam;
import dev.backplane.spi.transport.Exchange;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the HTTP headers that mirror parts of a request (2026-07-28) against its body. */
final class ParameterHeaders {

    private static final String BASE64 = "=?base64?";
    private static final String BASE64_END = "?=";

    private ParameterHeaders() {}

    /** @throws ProtocolException if a header is missing or says something else than the body */
    static void check(Exchange exchange, List<HeaderParam> params, Map<String, Object> arguments) {
        for (HeaderParam param : params) {
            String name = "Mcp-Param-" + param.header();
            String header = exchange.header(name);
            Object value = at(arguments, param.path());
            if (value == null) {
                if (header != null) {
                    throw mismatch(name + " is there, but the arguments have no " + String.join(".", param.path()));
                }
            } else if (header == null) {
                throw mismatch(name + " is missing");
            } else if (!same(decode(name, header), value)) {
                throw mismatch(name + " does not match the arguments' " + String.join(".", param.path()));
            }
        }
    }

    private static @Nullable Object at(Object arguments, List<String> path) {
        Object at = arguments;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    private static boolean same(String header, Object value) {
        if (value instanceof Number number) {
            try {
                return new BigDecimal(header).compareTo(new BigDecimal(number.toString())) == 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return header.equals(String.valueOf(value));
    }

    /**
     * Undoes the encoding of a header's value.
     *
     * @throws ProtocolException if it has characters that no header may have, or broken base64
     */
    static String decode(String name, String header) {
        String value = header.strip();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < 0x20 || c > 0x7e)) {
                throw mismatch(name + " has invalid characters");
            }
        }
        if (!value.startsWith(BASE64) || !value.endsWith(BASE64_END)) {
            return value;
        }
        String text = value.substring(BASE64.length(), Math.max(BASE64.length(), value.length() - BASE64_END.length()));
        try {
            if (text.length() % 4 != 0) {
                throw mismatch(name + " has broken base64");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(text)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw mismatch(name + " has broken base64");
        }
    }

    static ProtocolException mismatch(String problem) {
        return new ProtocolException(400, ProtocolException.HEADER_MISMATCH, "Header mismatch: " + problem);
    }
}
