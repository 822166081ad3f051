package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Copies;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.RefusedException;
import dev.backplane.spi.web.Page;
import dev.backplane.transport.tls.TlsContext;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * An open port with its threads and connections. Thread-safe. From {@link #open} to {@link #stop}.
 *
 * <p>Undertow parses requests and keeps connections; everything from the parsed head to the last byte of the answer is
 * ours, on the connection's I/O thread.
 *
 * <p>It stops in this order: new requests get 503, what calls under way need is let in, and streams without end are ended;
 * when the calls have ended, or the drain time is over, what is left is answered as cut short; then the port is freed and
 * each connection ended in a way that resets none.
 */
final class HttpListener {

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int TERMINATION_MILLIS = 5000;

    /** For the last answers and stream ends to be taken. */
    private static final int FLUSH_MILLIS = 1000;

    /** For peers to see that their connections end. */
    private static final int FAREWELL_MILLIS = 250;

    /** Connections that are told at a time that there is no room for them. */
    private static final int REFUSING_MAX = 1000;

    private final ByteBufferPool pool;
    private final BodyBudget budget = new BodyBudget();
    private final StreamTotals streams = new StreamTotals();
    private final Copies copies = new Copies();
    private final LongAdder tooLarge = new LongAdder();
    private final Pages pages;
    private final XnioWorker worker;
    private final HttpOpenListener http;
    private final Door door;
    private final TlsWrap tls;
    private final Map<XnioIoThread, IoContext> contexts = new ConcurrentHashMap<>();
    private final Set<Link> busy = ConcurrentHashMap.newKeySet();
    private final Leases leases;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger refusing = new AtomicInteger();
    private final Object changed = new Object();
    private final AcceptingChannel<StreamConnection> server;
    private volatile Settings settings;
    private volatile boolean draining;
    private volatile boolean closed;

    private HttpListener(
            Xnio xnio, Endpoint endpoint, Pages pages, ByteBufferPool pool, Leases leases, Settings settings)
            throws IOException {
        this.pages = pages;
        this.pool = pool;
        this.leases = leases;
        this.settings = settings;
        this.http = new HttpOpenListener(pool, undertowOptions(settings));
        this.door = new Door(this, endpoint);
        this.http.setRootHandler(door);
        this.worker = xnio.createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, "backplane-http")
                .set(Options.WORKER_IO_THREADS, settings.ioThreads())
                .set(Options.WORKER_TASK_CORE_THREADS, 1)
                .set(Options.WORKER_TASK_MAX_THREADS, 1)
                .getMap());
        this.tls = new TlsWrap(xnio, worker);
        try {
            this.server = worker.createStreamConnectionServer(
                    new InetSocketAddress(settings.address(), settings.port()),
                    this::accept,
                    OptionMap.builder()
                            .set(Options.TCP_NODELAY, true)
                            .set(Options.REUSE_ADDRESSES, true)
                            .set(Options.BACKLOG, 1024)
                            .getMap());
        } catch (IOException | RuntimeException e) {
            worker.shutdownNow();
            throw e;
        }
    }

    /**
     * @param leases what connections must have
     * @throws IOException if the port cannot be had
     */
    static HttpListener open(
            Xnio xnio, Endpoint endpoint, Pages pages, ByteBufferPool pool, Leases leases, Settings settings)
            throws IOException {
        HttpListener listener = new HttpListener(xnio, endpoint, pages, pool, leases, settings);
        leases.limit(settings.connectionsMax());
        listener.server.resumeAccepts();
        return listener;
    }

    int port() {
        return server.getLocalAddress(InetSocketAddress.class).getPort();
    }

    Settings settings() {
        return settings;
    }

    ByteBufferPool pool() {
        return pool;
    }

    BodyBudget budget() {
        return budget;
    }

    StreamTotals streams() {
        return streams;
    }

    /** Counts the messages that were refused for their size. */
    LongAdder tooLarge() {
        return tooLarge;
    }

    Copies copies() {
        return copies;
    }

    Pages pages() {
        return pages;
    }

    /** Returns the page at a path, which is none of MCP's; null: none, or this listener serves no pages. */
    @Nullable
    Page page(String path) {
        return settings.servesPages(pages.isFirst()) ? pages.find(path) : null;
    }

    /** Returns the number of open connections. */
    int connections() {
        return connections.get();
    }

    /** Takes over what does not need another listener; limits of the head only for connections yet to come. */
    void apply(Settings next) {
        settings = next;
        leases.limit(next.connectionsMax());
        http.setUndertowOptions(undertowOptions(next));
    }

    // ---- connections ---------------------------------------------------------------------------------------------

    private void accept(AcceptingChannel<StreamConnection> from) {
        try {
            StreamConnection channel = from.accept();
            if (channel != null) {
                TlsContext secured = settings.tls();
                opened(secured == null ? channel : tls.wrap(channel, secured));
            }
        } catch (ClosedChannelException e) {
            LOG.debug("The listener was closed while a connection came in");
        } catch (IOException e) {
            LOG.warn("A connection could not be accepted", e);
        }
    }

    private void opened(StreamConnection channel) {
        IoContext io = contexts.computeIfAbsent(channel.getIoThread(), thread -> new IoContext(thread, this::settings));
        Link link = new Link(this, channel, io);
        try {
            link.let(leases.take(link));
        } catch (RefusedException e) {
            refuse(channel, io, e);
            return;
        }
        connections.incrementAndGet();
        io.add(link);
        channel.setCloseListener(link);
        Opening.await(link, http, door);
        if (closed) {
            link.farewell();
        } else if (draining) {
            link.drain();
        }
    }

    void closed(Link link) {
        if (connections.decrementAndGet() == 0) {
            signal();
        }
        quiet(link);
    }

    /** Tells the peer; many at once, whom the limits are there against, are closed without a word. */
    private void refuse(StreamConnection channel, IoContext io, RefusedException refusal) {
        if (refusing.incrementAndGet() > REFUSING_MAX) {
            refusing.decrementAndGet();
            IoUtils.safeClose(channel);
            return;
        }
        channel.setCloseListener(closed -> refusing.decrementAndGet());
        byte[] body = Rejection.body(String.valueOf(refusal.getMessage()));
        Head head = io.head()
                .begin(503)
                .date()
                .json()
                .header("Retry-After", Long.toString((refusal.retryAfterMillis() + 999) / 1000))
                .bodyLength(body.length)
                .close()
                .end();
        ByteBuffer answer = ByteBuffer.allocate(head.length() + body.length);
        answer.put(head.bytes(), 0, head.length()).put(body).flip();
        try {
            channel.getSinkChannel().write(answer);
            Linger.close(channel, io);
        } catch (IOException e) {
            IoUtils.safeClose(channel);
        }
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Tells whether new requests are turned away. */
    boolean isDraining() {
        return draining;
    }

    /** While it stops: something is under way on the link. */
    void busy(Link link) {
        busy.add(link);
    }

    /** Nothing is under way on the link any more. */
    void quiet(Link link) {
        if (busy.remove(link) && draining && busy.isEmpty()) {
            signal();
        }
    }

    private void signal() {
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    /** Frees the port; connections that have come in until now are served. */
    void closeDoor() {
        // On the thread that accepts, right after it has: what waits to be accepted would be reset.
        afterSelect(() -> IoUtils.safeClose(server));
        // A closed channel gives its port free when its selector has selected once more.
        afterSelect(() -> {});
    }

    /** Stops for good, as the class says. Blocks for little more than the drain time at most. */
    void stop() {
        try {
            draining = true;
            door.drain();
            toEachLink(Link::drain);
            await(busy::isEmpty, settings.drainMillis());
            if (!busy.isEmpty()) {
                LOG.warn(
                        "{} requests were still under way after drainMillis={}: they are cut short",
                        busy.size(),
                        settings.drainMillis());
                toEachLink(Link::expire);
                await(busy::isEmpty, FLUSH_MILLIS);
            }
            closeDoor();
            await(busy::isEmpty, FLUSH_MILLIS);
            closed = true;
            toEachLink(Link::farewell);
            await(() -> connections.get() == 0, FAREWELL_MILLIS);
            http.closeConnections();
            worker.shutdown();
            if (!worker.awaitTermination(TERMINATION_MILLIS, TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            IoUtils.safeClose(server);
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        tls.close();
        pool.close();
    }

    private void toEachLink(Consumer<Link> action) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(contexts.size());
        for (IoContext io : contexts.values()) {
            boolean comes = io.execute(() -> {
                io.forEach(action);
                told.countDown();
            });
            if (!comes) {
                told.countDown();
            }
        }
        told.await(TERMINATION_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void await(BooleanSupplier condition, int millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (changed) {
            long left = deadline - System.nanoTime();
            while (!condition.getAsBoolean() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(changed, left);
                left = deadline - System.nanoTime();
            }
        }
    }

    /** Runs the task on the thread that accepts when that has selected once more: after its timer of 1 ms. Waits for it. */
    private void afterSelect(Runnable task) {
        XnioIoThread accepting = server.getIoThread();
        CountDownLatch done = new CountDownLatch(1);
        Runnable last = () -> {
            task.run();
            done.countDown();
        };
        try {
            accepting.execute(() -> accepting.executeAfter(last, 1, TimeUnit.MILLISECONDS));
            done.await(TERMINATION_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The thread has ended already, and its selector with it", e);
        } catch (InterruptedException e) {
            IoUtils.safeClose(server);
            Thread.currentThread().interrupt();
        }
    }

    private static OptionMap undertowOptions(Settings settings) {
        return OptionMap.builder()
                // the body's bound is ours: BodyReader; and so are the time limits: Link
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MAX_HEADER_SIZE, settings.headerBytesMax())
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, -1)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, -1)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .getMap();
    }
}
