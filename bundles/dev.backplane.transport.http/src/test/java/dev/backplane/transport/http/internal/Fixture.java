package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Leases;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.xnio.Xnio;

/** A listener on a free port with a {@link FakeEndpoint} behind it and a pool that counts. */
final class Fixture implements AutoCloseable {

    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final FakeEndpoint endpoint = new FakeEndpoint();
    final CountingPool pool = new CountingPool();
    final Pages pages = new Pages(true);
    final Leases leases;
    final HttpListener listener;

    Fixture(Object... keysAndValues) throws IOException {
        Settings settings = Settings.of(config(keysAndValues));
        leases = new Leases("http", settings.connectionsMax());
        listener = HttpListener.open(Xnio.getInstance(), endpoint, pages, pool, leases, settings);
    }

    int port() {
        return listener.port();
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    /** Everything given back, and the next client served as ever. */
    void assertClean() throws IOException {
        assertEventually(() -> listener.connections() == 0, "connections: " + listener.connections());
        assertEventually(() -> leases.size() == 0, "leases: " + leases.size());
        assertThat(listener.budget().taken()).isZero();
        assertEventually(() -> pool.taken.get() == 0, "buffers not given back: " + pool.taken.get());
        try (RawClient client = client()) {
            assertThat(client.post("echo:still here").body()).isEqualTo("echo:still here");
        }
    }

    @Override
    public void close() {
        listener.stop();
        pages.stop();
        endpoint.close();
    }

    static void assertEventually(BooleanSupplier condition, String description) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
            Thread.yield();
        }
        assertThat(condition.getAsBoolean()).as(description).isTrue();
    }

    /** Sends until the peer, which reads nothing, takes nothing more. */
    static void stall(EventStream stream, StreamTotals streams) {
        while (streams.queues().findAny().isEmpty()) {
            assertThat(stream.send(null, new byte[50_000])).isTrue();
            assertEventually(
                    () -> streams.bytes() == 0 || streams.queues().findAny().isPresent(), "taken, or not");
        }
    }

    /** A configuration with the given values, port 0, and defaults for the rest. */
    static HttpConfig config(Object... keysAndValues) {
        Map<String, Object> values = new java.util.HashMap<>(Map.of("port", 0, "ioThreads", 2));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return (HttpConfig) Proxy.newProxyInstance(
                HttpConfig.class.getClassLoader(),
                new Class<?>[] {HttpConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    /** Counts the buffers that are out. */
    static final class CountingPool implements ByteBufferPool {
        private static final int BUFFER_BYTES = 16 * 1024;

        final AtomicInteger taken = new AtomicInteger();
        private final ByteBufferPool pool = new DefaultByteBufferPool(true, BUFFER_BYTES);

        @Override
        public PooledByteBuffer allocate() {
            return count(pool.allocate());
        }

        private PooledByteBuffer count(PooledByteBuffer buffer) {
            taken.incrementAndGet();
            return new PooledByteBuffer() {
                private boolean open = true;

                @Override
                public java.nio.ByteBuffer getBuffer() {
                    return buffer.getBuffer();
                }

                @Override
                public synchronized void close() {
                    if (open) {
                        open = false;
                        taken.decrementAndGet();
                        buffer.close();
                    }
                }

                @Override
                public boolean isOpen() {
                    return open;
                }
            };
        }

        @Override
        public ByteBufferPool getArrayBackedPool() {
            return this;
        }

        @Override
        public void close() {
            pool.close();
        }

        @Override
        public int getBufferSize() {
            return BUFFER_BYTES;
        }

        @Override
        public boolean isDirect() {
            return true;
        }
    }
}
