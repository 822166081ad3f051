package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Endpoint;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Lets a connection of HTTP/1.1 become a WebSocket. On the I/O thread. */
final class WebSocketUpgrade {

    static final String PROTOCOL = "mcp";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_CHARS = 24;
    private static final HttpString KEY = new HttpString("Sec-WebSocket-Key");
    private static final HttpString ACCEPT = new HttpString("Sec-WebSocket-Accept");
    private static final HttpString VERSION = new HttpString("Sec-WebSocket-Version");
    private static final HttpString PROTOCOLS = new HttpString("Sec-WebSocket-Protocol");

    private WebSocketUpgrade() {}

    static boolean isAsked(HeaderMap headers) {
        String upgrade = headers.getFirst(Headers.UPGRADE);
        return upgrade != null && upgrade.equalsIgnoreCase("websocket");
    }

    /** Answers a request that {@link #isAsked}: with the switch, or with why not. */
    static void answer(HttpExchange asking, Endpoint engine) {
        if (!(asking instanceof Http1Exchange exchange) || !exchange.isChunked()) {
            asking.reject(400, "a WebSocket begins with HTTP/1.1");
            return;
        }
        HeaderMap headers = exchange.headers();
        if (!"13".equals(headers.getFirst(VERSION))) {
            exchange.setHeader("Sec-WebSocket-Version", "13");
            exchange.reject(426, "Sec-WebSocket-Version must be 13");
            return;
        }
        String key = headers.getFirst(KEY);
        if (key == null || key.length() != KEY_CHARS) {
            exchange.reject(400, "Sec-WebSocket-Key must be 16 bytes in base64");
            return;
        }
        if (!offersProtocol(headers.get(PROTOCOLS))) {
            exchange.reject(400, "Sec-WebSocket-Protocol must offer " + PROTOCOL);
            return;
        }
        HttpServerExchange http = exchange.http();
        Link link = exchange.link();
        exchange.switched();
        http.upgradeChannel((connection, upgraded) -> new WebSocket(link, engine).start());
        http.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        http.getResponseHeaders().put(ACCEPT, accept(key));
        http.getResponseHeaders().put(PROTOCOLS, PROTOCOL);
        http.endExchange();
    }

    private static boolean offersProtocol(@Nullable HeaderValues offered) {
        return offered != null
                && offered.stream()
                        .flatMap(each -> Arrays.stream(each.split(",", -1)))
                        .anyMatch(each -> each.strip().equals(PROTOCOL));
    }

    private static String accept(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(digest.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
