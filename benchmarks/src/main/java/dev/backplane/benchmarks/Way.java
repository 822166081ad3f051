package dev.backplane.benchmarks;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A connection by one way in, which sends a message and takes what comes for it. Not thread-safe. The calls are of revision
 * 2026-07-28, which needs no session: they are the same by every way.
 */
abstract class Way implements Closeable {

    /** Takes any certificate: the load is what counts here. */
    private static final X509TrustManager TRUSTING = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    final Closeable channel;
    final DataInputStream in;
    final OutputStream out;
    private long id;

    Way(Closeable channel, InputStream in, OutputStream out) {
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = out;
    }

    /** Opens a connection by one way in. */
    interface Opener {
        Way open() throws Exception;
    }

    /** Sends one message and returns the answer to it. */
    abstract String ask(String message) throws IOException;

    /** Calls {@code echo}; checks the answer. */
    final void call() throws IOException {
        id++;
        String text = "message " + id;
        String answer = ask("{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"message\":\"" + text
                + "\"},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"load\",\"version\":\"1\"},"
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}");
        if (!answer.contains("\"id\":" + id) || !answer.contains("\"text\":\"" + text + "\"")) {
            throw new IOException("a wrong answer to call " + id + ": " + answer);
        }
    }

    final void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    final String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.append((char) b);
        }
        return line.toString();
    }

    final String text(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    static Socket socket(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        return socket;
    }

    static Socket secure(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TRUSTING}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** A message a line. */
    static final class Lines extends Way {
        private Lines(Closeable channel, InputStream in, OutputStream out) {
            super(channel, in, out);
        }

        static Lines tcp(int port) throws IOException {
            Socket socket = socket(port);
            return new Lines(socket, socket.getInputStream(), socket.getOutputStream());
        }

        static Lines unix(Path at) throws IOException {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(at));
            return new Lines(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }

        static Lines of(Process process) {
            // its processor time is not to end amid another measurement
            Closeable end = () -> {
                process.destroy();
                process.onExit().join();
            };
            return new Lines(end, process.getInputStream(), process.getOutputStream());
        }

        @Override
        String ask(String message) throws IOException {
            write(message + "\n");
            return line();
        }
    }

    /** A request for each message. */
    static final class Http extends Way {
        private final String head;

        Http(Socket socket) throws IOException {
            super(socket, socket.getInputStream(), socket.getOutputStream());
            head = "POST /mcp HTTP/1.1\r\nHost: localhost:" + socket.getPort()
                    + "\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                    + "Mcp-Method: tools/call\r\nMcp-Name: echo\r\nContent-Length: ";
        }

        @Override
        String ask(String message) throws IOException {
            write(head + message.length() + "\r\n\r\n" + message);
            int length = 0;
            for (String line = line(); line.length() > 1; line = line()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            return text(length);
        }
    }

    /** A text for each message. */
    static final class Sockets extends Way {
        Sockets(Socket socket) throws IOException {
            super(socket, socket.getInputStream(), socket.getOutputStream());
            write("GET /mcp HTTP/1.1\r\nHost: localhost:" + socket.getPort() + "\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mcp\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String status = line();
            if (!status.contains(" 101 ")) {
                throw new IOException("no WebSocket: " + status);
            }
            while (line().length() > 1) {
                // the rest of the head
            }
        }

        /** The mask is zero: what is measured is the other side. */
        @Override
        String ask(String message) throws IOException {
            byte[] payload = message.getBytes(StandardCharsets.UTF_8);
            byte[] frame = new byte[8 + payload.length];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) (0x80 | 126);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
            System.arraycopy(payload, 0, frame, 8, payload.length);
            out.write(frame);
            out.flush();
            in.readUnsignedByte();
            int length = in.readUnsignedByte();
            return text(length == 126 ? in.readUnsignedShort() : length);
        }
    }
}
