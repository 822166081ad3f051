package dev.backplane.transport.stream.stdio;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Copies bytes between a client's pipes and the platform's socket, one thread each way, as they are: what is a message is
 * between the two ends. Ends with either of them.
 */
final class Bridge {

    private static final int BYTES = 64 * 1024;

    private final SocketChannel socket;
    private volatile boolean clientDone;

    Bridge(SocketChannel socket) {
        this.socket = socket;
    }

    /**
     * Copies until the platform closes the connection.
     *
     * @return whether the client was done before that
     * @throws IOException if the platform or the client's end of the pipe broke
     */
    boolean run() throws IOException {
        Thread up = new Thread(this::up, "client to platform");
        up.setDaemon(true);
        up.start();
        down(new FileOutputStream(FileDescriptor.out));
        return clientDone;
    }

    private void up() {
        byte[] bytes = new byte[BYTES];
        // never closed: it is the process's own
        InputStream in = new FileInputStream(FileDescriptor.in);
        try {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
                while (buffer.hasRemaining()) {
                    socket.write(buffer);
                }
            }
            clientDone = true;
            // the platform answers what is under way, and closes
            socket.shutdownOutput();
        } catch (IOException e) {
            // the other direction sees it, too, and tells
            closeQuietly();
        }
    }

    private void down(OutputStream out) throws IOException {
        byte[] bytes = new byte[BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (socket.read(buffer.clear()) >= 0) {
            out.write(bytes, 0, buffer.position());
        }
    }

    private void closeQuietly() {
        try {
            socket.close();
        } catch (IOException e) {
            clientDone = false;
        }
    }
}
