package dev.backplane.transport.stream.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A peer that writes and reads lines, and waits for them. */
final class Client implements AutoCloseable {

    final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 16).limit(0);

    Client(String address) throws IOException {
        channel = SocketChannel.open(at(address));
    }

    private static SocketAddress at(String address) {
        if (address.startsWith("unix:")) {
            return UnixDomainSocketAddress.of(address.substring(5));
        }
        URI uri = URI.create(address);
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** A peer that takes little. */
    static Client slow(String address) throws IOException {
        Client client = new Client(address);
        client.channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        return client;
    }

    Client send(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Returns the next line, or null at the end. */
    @Nullable
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            while (input.hasRemaining()) {
                char c = (char) input.get();
                if (c == '\n') {
                    return line.toString();
                }
                line.append(c);
            }
            input.clear();
            int count = channel.read(input);
            input.flip();
            if (count < 0) {
                return null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
