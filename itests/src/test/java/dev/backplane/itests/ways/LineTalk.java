package dev.backplane.itests.ways;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** Lines, of whatever streams. */
final class LineTalk extends Talk {

    private interface End {
        void close() throws IOException;
    }

    private final OutputStream out;
    private final End end;

    private LineTalk(InputStream in, OutputStream out, End end) {
        this.out = out;
        this.end = end;
        listen(in);
    }

    static LineTalk tcp(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
        return new LineTalk(socket.getInputStream(), socket.getOutputStream(), socket::close);
    }

    static LineTalk tls(int port, SSLContext context) throws IOException {
        Socket socket = context.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
        return new LineTalk(socket.getInputStream(), socket.getOutputStream(), socket::close);
    }

    static LineTalk unix(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        // those of Channels take a lock in common, so that nobody can write while somebody waits to read
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return channel.read(ByteBuffer.wrap(bytes, offset, length));
            }
        };
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (ByteBuffer left = ByteBuffer.wrap(bytes, offset, length); left.hasRemaining(); ) {
                    channel.write(left);
                }
            }
        };
        return new LineTalk(in, out, channel::close);
    }

    static LineTalk stdio(String command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new LineTalk(process.getInputStream(), process.getOutputStream(), process.getOutputStream()::close);
    }

    @Override
    void say(String message) throws IOException {
        out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    void breakOff(String part) throws IOException {
        out.write(part.getBytes(StandardCharsets.UTF_8));
        out.flush();
        close();
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
