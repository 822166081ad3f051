package dev.backplane.benchmarks;

import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The yardstick of a page: Undertow alone, which answers every request with the same bytes, ready-made. Prints its port. */
public final class BarePage {

    private BarePage() {}

    /** @param arguments the file with the bytes */
    public static void main(String[] arguments) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
        ByteBuffer page = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes((each, body) -> {
                    each.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
                    each.getResponseSender().send(page.duplicate());
                }))
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println("PORT " + address.getPort());
    }
}
