package dev.backplane.itests.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a tier and its server, and does to what the server answers what it is told to. Thread-safe. */
final class FaultyWay implements AutoCloseable {

    /** What it does to answers. */
    enum Fault {
        NONE,
        /** They never come. */
        HANG,
        /** Connections end, old and new. */
        CUT,
        /** They are random bytes. */
        GARBAGE
    }

    private static final int GARBAGE_BYTES = 2_000;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;

    FaultyWay(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From here on, for all connections. */
    void fault(Fault next) throws IOException {
        fault = next;
        if (next == Fault.CUT) {
            cut();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // either end has closed its connection
                    }
                },
                "faulty-way");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (fault == Fault.CUT) {
                client.close();
                continue;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            start(() -> copy(client, server, false));
            start(() -> copy(server, client, true));
        }
    }

    private void copy(Socket from, Socket to, boolean answers) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            Random random = new Random(from.getLocalPort());
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                if (!answers || fault == Fault.NONE) {
                    out.write(buffer, 0, count);
                } else if (fault == Fault.GARBAGE) {
                    byte[] garbage = new byte[1 + random.nextInt(GARBAGE_BYTES)];
                    random.nextBytes(garbage);
                    out.write(garbage);
                }
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
