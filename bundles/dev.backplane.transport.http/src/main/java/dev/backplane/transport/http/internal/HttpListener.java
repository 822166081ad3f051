package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Endpoint;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 */
final class HttpListener {

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int TERMINATION_MILLIS = 5000;

    private final ByteBufferPool pool;
    private final BodyBudget budget = new BodyBudget();
    private final XnioWorker worker;
    private final HttpOpenListener http;
    private final Map<XnioIoThread, IoContext> contexts = new ConcurrentHashMap<>();
    private final Map<StreamConnection, Link> links = new ConcurrentHashMap<>();
    private final Set<Link> busy = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Object drained = new Object();
    private final AcceptingChannel<StreamConnection> server;
    private volatile Settings settings;
    private volatile boolean stopping;

    private HttpListener(Xnio xnio, Endpoint endpoint, ByteBufferPool pool, Settings settings) throws IOException {
        this.pool = pool;
        this.settings = settings;
        this.http = new HttpOpenListener(pool, undertowOptions(settings));
        this.http.setRootHandler(new Door(this, endpoint));
        this.worker = xnio.createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, "backplane-http")
                .set(Options.WORKER_IO_THREADS, settings.ioThreads())
                .set(Options.WORKER_TASK_CORE_THREADS, 1)
                .set(Options.WORKER_TASK_MAX_THREADS, 1)
                .getMap());
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

    /** @throws IOException if the port cannot be had */
    static HttpListener open(Xnio xnio, Endpoint endpoint, ByteBufferPool pool, Settings settings) throws IOException {
        HttpListener listener = new HttpListener(xnio, endpoint, pool, settings);
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

    /** Returns the number of open connections. */
    int connections() {
        return connections.get();
    }

    /** Takes over what does not need another listener; limits of the head only for connections yet to come. */
    void apply(Settings changed) {
        settings = changed;
        http.setUndertowOptions(undertowOptions(changed));
    }

    /** Stops accepting, and frees the port. */
    void closeDoor() {
        stopping = true;
        IoUtils.safeClose(server);
        awaitRelease();
    }

    /** Stops for good: requests under way finish within the drain time, streams end, threads go away. Blocks. */
    void stop() {
        closeDoor();
        try {
            drain(settings.drainMillis());
            http.closeConnections();
            worker.shutdown();
            if (!worker.awaitTermination(TERMINATION_MILLIS, TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        pool.close();
    }

    private void accept(AcceptingChannel<StreamConnection> from) {
        try {
            StreamConnection channel = from.accept();
            if (channel != null) {
                opened(channel);
            }
        } catch (ClosedChannelException e) {
            LOG.debug("The listener was closed while a connection came in");
        } catch (IOException e) {
            LOG.warn("A connection could not be accepted", e);
        }
    }

    private void opened(StreamConnection channel) {
        IoContext io = contexts.computeIfAbsent(channel.getIoThread(), IoContext::new);
        int max = settings.connectionsMax();
        if (stopping || connections.get() >= max) {
            refuse(channel, io, max);
            return;
        }
        connections.incrementAndGet();
        Link link = new Link(this, channel, io);
        links.put(channel, link);
        channel.setCloseListener(link);
        http.handleEvent(channel);
        if (stopping) {
            link.drain();
        }
    }

    Link link(StreamConnection channel) {
        Link link = links.get(channel);
        if (link == null) {
            throw new IllegalStateException("connection " + channel + " was closed");
        }
        return link;
    }

    void closed(Link link) {
        if (links.remove(link.channel) != null) {
            connections.decrementAndGet();
        }
        drained(link);
    }

    void draining(Link link) {
        busy.add(link);
    }

    void drained(Link link) {
        if (stopping && busy.remove(link) && busy.isEmpty()) {
            synchronized (drained) {
                drained.notifyAll();
            }
        }
    }

    private void drain(int millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Link> open = List.copyOf(links.values());
        CountDownLatch told = new CountDownLatch(open.size());
        for (Link link : open) {
            link.channel.getIoThread().execute(() -> {
                link.drain();
                told.countDown();
            });
        }
        told.await(TERMINATION_MILLIS, TimeUnit.MILLISECONDS);
        synchronized (drained) {
            long left = deadline - System.nanoTime();
            while (!busy.isEmpty() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(drained, left);
                left = deadline - System.nanoTime();
            }
        }
    }

    /** A closed channel gives its port free when its selector has selected once more: after the timer of 1 ms. */
    private void awaitRelease() {
        try {
            XnioIoThread accepting = server.getIoThread();
            CountDownLatch released = new CountDownLatch(1);
            accepting.execute(() -> accepting.executeAfter(released::countDown, 1, TimeUnit.MILLISECONDS));
            released.await(TERMINATION_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the thread has ended already, and its selector with it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(StreamConnection channel, IoContext io, int max) {
        byte[] body = Rejection.body("all " + max + " connections (connectionsMax) are in use");
        Head head = io.head()
                .begin(503)
                .date()
                .json()
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

    private static OptionMap undertowOptions(Settings settings) {
        return OptionMap.builder()
                // the body's bound is ours: BodyReader
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MAX_HEADER_SIZE, settings.headerBytesMax())
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, settings.requestTimeoutMillis())
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, settings.idleTimeoutMillis())
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .getMap();
    }
}
