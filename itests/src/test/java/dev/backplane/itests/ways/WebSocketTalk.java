package dev.backplane.itests.ways;

import dev.backplane.transport.tls.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;

/** A WebSocket of the JDK's client: a text a message. */
final class WebSocketTalk extends Talk {

    private final WebSocket socket;

    /** @param endpoint ws or wss */
    WebSocketTalk(URI endpoint) throws IOException, GeneralSecurityException {
        this(endpoint, TestKeys.client());
    }

    /** The same, as whoever has the keys. */
    WebSocketTalk(URI endpoint, SSLContext keys) {
        socket = HttpClient.newBuilder()
                .sslContext(keys)
                .build()
                .newWebSocketBuilder()
                .subprotocols("mcp")
                .buildAsync(endpoint, new Ear())
                .join();
    }

    @Override
    void say(String message) {
        socket.sendText(message, true).join();
    }

    @Override
    void breakOff(String part) {
        socket.sendText(part, false).join();
        socket.abort();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            hear(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            hear(error.toString());
        }
    }
}
