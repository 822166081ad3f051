package dev.backplane.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The yardstick: Undertow and Gson with nothing in between. Parses a {@code tools/call} of {@code echo} and writes its
 * answer, on the I/O thread, without sessions, checks or limits. Prints its port.
 */
public final class BareServer {

    private BareServer() {}

    public static void main(String[] arguments) {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes(BareServer::answer))
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println("PORT " + address.getPort());
    }

    private static void answer(HttpServerExchange exchange, byte[] body) {
        JsonObject request =
                JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
        JsonObject text = new JsonObject();
        text.addProperty("type", "text");
        text.add(
                "text",
                request.getAsJsonObject("params").getAsJsonObject("arguments").get("message"));
        JsonArray content = new JsonArray();
        content.add(text);
        JsonObject result = new JsonObject();
        result.add("content", content);
        JsonObject response = new JsonObject();
        response.addProperty("jsonrpc", "2.0");
        response.add("id", request.get("id"));
        response.add("result", result);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(response.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
