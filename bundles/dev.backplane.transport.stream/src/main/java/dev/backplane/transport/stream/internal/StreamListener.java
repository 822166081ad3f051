package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Copies;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.RefusedException;
import dev.backplane.transport.tls.TlsContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket that is listened on, and the connections that came by it. Thread-safe. */
final class StreamListener implements Loop.Ready {

    private static final Logger LOG = LoggerFactory.getLogger(StreamListener.class);

    /** Connections that are told at a time that they are refused; further ones are closed without a word. */
    private static final int REFUSED_MAX = 256;

    /** Buffers outside of the heap for records of TLS: as many as are written at a time. */
    private static final int RECORDS_MOST = 32;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_MILLIS = 2_000;

    private final String name;
    private final ServerSocketChannel server;
    private final Endpoint endpoint;
    private final Leases leases;
    private final AtomicLong cuts;
    private final Chunks chunks = new Chunks();
    private final Copies copies = new Copies();
    private final LongAdder tooLarge = new LongAdder();
    private final List<Loop> loops = new ArrayList<>();
    private final Set<SocketLine> lines = ConcurrentHashMap.newKeySet();
    private final Chunks records = new Chunks(TlsWire.RECORDS_BYTES, RECORDS_MOST);
    private final ThreadPoolExecutor handshakes;
    private volatile Limits limits;
    private volatile @Nullable TlsContext tls;
    private volatile boolean draining;
    private int turn;

    /**
     * Begins to serve.
     *
     * @param server bound, and closed with this
     * @param tls null: connections are not encrypted
     * @param cuts counts connections that were closed because their peers did not keep up
     */
    StreamListener(
            String name,
            ServerSocketChannel server,
            Endpoint endpoint,
            Leases leases,
            Limits limits,
            @Nullable TlsContext tls,
            AtomicLong cuts)
            throws IOException {
        this.name = name;
        this.server = server;
        this.endpoint = endpoint;
        this.leases = leases;
        this.limits = limits;
        this.tls = tls;
        this.cuts = cuts;
        this.handshakes = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "backplane-" + leases.listener() + "-handshakes");
            thread.setDaemon(true);
            return thread;
        });
        handshakes.allowCoreThreadTimeOut(true);
        server.configureBlocking(false);
        for (int i = 0; i < limits.ioThreads(); i++) {
            loops.add(new Loop("backplane-" + leases.listener() + "-" + i));
        }
        Loop first = loops.get(0);
        first.execute(() -> {
            try {
                first.register(server, SelectionKey.OP_ACCEPT, this);
            } catch (IOException e) {
                LOG.error("Connections cannot be accepted", e);
            }
        });
    }

    String name() {
        return name;
    }

    Limits limits() {
        return limits;
    }

    /**
     * Takes over what does not need another listener.
     *
     * @param secured null: connections are not encrypted. Those that are open go on with what they began with
     */
    void apply(Limits next, @Nullable TlsContext secured) {
        limits = next;
        tls = secured;
    }

    Chunks chunks() {
        return chunks;
    }

    /** Counts the messages that were refused for their size. */
    LongAdder tooLarge() {
        return tooLarge;
    }

    Copies copies() {
        return copies;
    }

    /** Returns those connections that are open. */
    Set<SocketLine> lines() {
        return lines;
    }

    SocketAddress address() throws IOException {
        return server.getLocalAddress();
    }

    void cut() {
        cuts.incrementAndGet();
    }

    @Override
    public void ready(int operations) {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                admit(channel);
            }
        } catch (IOException e) {
            if (!draining) {
                LOG.warn("A connection could not be accepted, for a second none will be: {}", e.toString());
                pause();
            }
        }
    }

    /** There may be no descriptor left: without a pause the loop would do nothing but fail. */
    private void pause() {
        Loop first = loops.get(0);
        SelectionKey key = server.keyFor(first.selector());
        if (key != null && key.isValid()) {
            key.interestOps(0);
            first.after(PAUSE_NANOS, () -> {
                if (key.isValid()) {
                    key.interestOps(SelectionKey.OP_ACCEPT);
                }
            });
        }
    }

    private Wire wire(SocketChannel channel) throws IOException {
        TlsContext secured = tls;
        if (secured == null) {
            return new PlainWire(channel);
        }
        secured.look(handshakes);
        return new TlsWire(channel, secured, records, handshakes);
    }

    private void admit(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        InetSocketAddress peer = channel.getRemoteAddress() instanceof InetSocketAddress inet ? inet : null;
        if (peer != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        Loop loop = loops.get(turn++ % loops.size());
        String address = peer == null ? name : peer.getAddress().getHostAddress();
        SocketLine line = new SocketLine(this, loop, channel, wire(channel), address);
        Lease lease;
        try {
            lease = leases.take(new SocketConnection(line, peer));
        } catch (RefusedException e) {
            refuse(line, loop, channel, String.valueOf(e.getMessage()));
            return;
        }
        line.hold(lease);
        lines.add(line);
        serve(loop, line, () -> {
            line.begin(endpoint.connect(line));
            if (draining) {
                line.drain();
            }
        });
    }

    private void refuse(SocketLine line, Loop loop, SocketChannel channel, String why) throws IOException {
        if (lines.size() - leases.size() > REFUSED_MAX) {
            channel.close();
        } else {
            lines.add(line);
            serve(loop, line, () -> line.refuse(why));
        }
    }

    private interface Beginning {
        void begin() throws IOException;
    }

    private static void serve(Loop loop, SocketLine line, Beginning beginning) {
        boolean taken = loop.execute(() -> {
            try {
                beginning.begin();
            } catch (IOException | RuntimeException e) {
                LOG.warn("A connection could not be served", e);
                line.fail();
            }
        });
        if (!taken) {
            line.fail();
        }
    }

    void closed(SocketLine line) {
        lines.remove(line);
        if (draining && lines.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Accepts no more. When this returns, the address is free. */
    void closeDoor() {
        draining = true;
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("A listening socket was closed with an error", e);
        }
        // A closed channel is let go of when its selector selects once more: between one task and the next that it
        // adds.
        Loop first = loops.get(0);
        CountDownLatch free = new CountDownLatch(1);
        if (first.execute(() -> first.execute(free::countDown))) {
            try {
                if (!free.await(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.warn("{} is not free yet", name);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Serves what is under way, then ends. Waits for that as long as the limit of time says. */
    void stop() {
        closeDoor();
        lines.forEach(line -> line.leave(LeaseEnd.STOPPED));
        if (!ended(limits.drainMillis())) {
            LOG.info("{} connections are closed before all their calls have ended", lines.size());
            loops.forEach(loop -> loop.execute(() -> loop.lines().forEach(SocketLine::expire)));
            if (!ended(LAST_MILLIS)) {
                lines.forEach(line -> line.endNow(LeaseEnd.STOPPED));
                ended(LAST_MILLIS);
            }
        }
        loops.forEach(Loop::stop);
        handshakes.shutdown();
    }

    private synchronized boolean ended(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = deadline - System.nanoTime(); !lines.isEmpty(); left = deadline - System.nanoTime()) {
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }
}
