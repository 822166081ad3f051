package dev.backplane.transport.stream.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A peer that writes and reads lines, and waits for them. */
final class Client implements AutoCloseable {

    private final SocketChannel channel;
    private final @Nullable SSLSocket secure;
    private final InputStream in;
    private final OutputStream out;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 16).limit(0);

    /** @param receiveBytes of its buffer; 0: as the system likes */
    Client(String address, int receiveBytes) throws IOException {
        channel = connect(address, receiveBytes);
        secure = null;
        in = Channels.newInputStream(channel);
        out = Channels.newOutputStream(channel);
    }

    /** A peer that speaks TLS of some version. */
    Client(String address, int receiveBytes, SSLContext context, String protocol) throws IOException {
        channel = connect(address, receiveBytes);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), "localhost", 0, true);
        socket.setEnabledProtocols(new String[] {protocol});
        secure = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    private static SocketChannel connect(String address, int receiveBytes) throws IOException {
        SocketAddress at = at(address);
        SocketChannel channel = at instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        if (receiveBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
        channel.connect(at);
        return channel;
    }

    /** Returns the subject of the certificate that it is shown. */
    String shown() throws IOException {
        return ((X509Certificate) Objects.requireNonNull(secure).getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    /** Says that it sends no more. */
    void halfClose() throws IOException {
        if (secure == null) {
            channel.shutdownOutput();
        } else {
            secure.shutdownOutput();
        }
    }

    private static SocketAddress at(String address) {
        if (address.startsWith("unix:")) {
            return UnixDomainSocketAddress.of(address.substring(5));
        }
        URI uri = URI.create(address);
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    Client send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
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
            int count = in.read(input.array());
            input.limit(Math.max(0, count));
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
