package dev.backplane.cache.redis.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stands between a tier and its server, and does to the replies what it is told to. */
final class Proxy implements AutoCloseable {

    enum Mode {
        PASS,
        /** Random bytes, some of which begin like replies. */
        GARBAGE,
        /** Well-formed replies to other questions. */
        OTHER,
        /** A byte now and then. */
        DRIBBLE,
        /** Nothing gets through, and no new connection is made. */
        CUT
    }

    private static final String[] STARTS = {
        "$1000000000\r\n", "*1000000000\r\n", "*1\r\n*1\r\n*1\r\n", "$-7\r\n", ":\r\n", "", "!"
    };
    private static final String[] OTHERS = {
        "*0\r\n", "+OK\r\n", ":7\r\n", "$3\r\nabc\r\n", "*2\r\n:1\r\n*-1\r\n", "$-1\r\n", "-ERR no\r\n"
    };

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Mode mode = Mode.PASS;

    Proxy(int target) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    }

    /** @param listener may be one with TLS */
    Proxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void mode(Mode next) throws IOException {
        mode = next;
        if (next == Mode.CUT) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void thread(Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        // either end has closed its connection
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (closed.getCount() > 0) {
            Socket client = listener.accept();
            if (mode == Mode.CUT) {
                client.close();
                continue;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            thread(() -> copy(client, server, false));
            thread(() -> copy(server, client, true));
        }
    }

    private void copy(Socket from, Socket to, boolean replies) throws Exception {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            Random random = new Random(from.getLocalPort());
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                if (replies) {
                    answer(buffer, count, out, random);
                } else {
                    out.write(buffer, 0, count);
                }
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void answer(byte[] reply, int count, OutputStream out, Random random) throws Exception {
        switch (mode) {
            case PASS -> out.write(reply, 0, count);
            case GARBAGE -> {
                out.write(STARTS[random.nextInt(STARTS.length)].getBytes());
                byte[] garbage = new byte[random.nextInt(2_000)];
                random.nextBytes(garbage);
                out.write(garbage);
            }
            case OTHER -> out.write(OTHERS[random.nextInt(OTHERS.length)].getBytes());
            case DRIBBLE -> {
                for (int i = 0; i < count && !closed.await(20, TimeUnit.MILLISECONDS); i++) {
                    out.write(reply, i, 1);
                }
            }
            case CUT -> throw new IOException("cut");
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
