package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.TierCounters;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The way to the server, as long as its configuration stays. A call takes no longer than its bound; it never connects, and while
 * the circuit is not closed it does not wait. Once the server has not answered one, none waits for a connection until
 * it has answered something: what comes of one operation, such as a look, a load and a put, waits for a server that hangs but
 * once. Thread-safe.
 *
 * <p>A write that fails may or may not have been done, and may be done yet: a server that hangs reads late what was sent long
 * ago. So what it was to replace or to take away becomes a debt, its connection is banned if it was to put something in, and
 * nothing is read until the server has been told of both ({@link Upkeep}).
 */
final class Link implements AutoCloseable {

    private final RedisSettings settings;
    private final Home home;
    private final Pool pool;
    private final Circuit circuit;
    private final Debts debts;
    private final Latency latency = new Latency();
    private final Watchdog watchdog = new Watchdog();
    private final Upkeep upkeep;
    private final News news;

    /** What stays when the configuration changes: the time, who this is, what is owed and counted, and who is to be told. */
    record Home(Clock clock, String node, Debts debts, TierCounters counters, CacheWatcher watchers) {}

    /** Connects as soon as it can; does not wait for it. */
    Link(RedisSettings settings, Home home) {
        this.settings = settings;
        this.home = home;
        debts = home.debts();
        pool = new Pool(settings.poolSize());
        circuit = new Circuit(settings.server().toString(), settings.failuresMax());
        upkeep = new Upkeep(this, home.counters());
        news = new News(this, home.watchers());
        upkeep.start();
        news.start();
    }

    RedisSettings settings() {
        return settings;
    }

    Pool pool() {
        return pool;
    }

    Circuit circuit() {
        return circuit;
    }

    Debts debts() {
        return debts;
    }

    Latency latency() {
        return latency;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    News news() {
        return news;
    }

    Wire.Asker asker() {
        return new Wire.Asker(home.clock().millis(), home.node());
    }

    /** Returns a new connection. */
    Wire open() {
        Wire wire = new Wire(settings, watchdog);
        circuit.answered();
        return wire;
    }

    /** Tells whether what the server has can be relied upon. */
    boolean readable() {
        return circuit.closed() && !debts.any();
    }

    /**
     * Reads something.
     *
     * @return the replies; null if the server is not to be asked now
     * @throws CacheTierException if it cannot be done within the bound
     */
    @Nullable
    List<Object> read(List<Command> commands) {
        return readable() ? call(commands, List.of(), deadline()) : null;
    }

    /**
     * Writes something. What cannot be written is forgotten by the server before anything is read again.
     *
     * @param writes what the commands do
     * @param deadline by {@link System#nanoTime}
     * @return the replies; null if the server is not to be asked now
     * @throws CacheTierException if it cannot be done by then
     */
    @Nullable
    List<Object> write(List<Command> commands, List<CacheWrite> writes, long deadline) {
        if (!circuit.closed()) {
            debts.add(writes);
            return null;
        }
        return call(commands, writes, deadline);
    }

    /** Has the server take away what has gone, as long as half of a call's time is left; the upkeep does the rest. */
    void finish(long deadline) {
        long half = TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis()) / 2;
        List<Command> step = List.of(new Command(Script.WORK).add(Commands.STEP));
        boolean more = true;
        while (more && circuit.closed() && deadline - System.nanoTime() > half) {
            List<?> counts = Replies.list(call(step, List.of(), deadline).get(0));
            home.counters().expired(Replies.number(counts.get(0)));
            more = Replies.number(counts.get(1)) > 0;
        }
        if (more) {
            upkeep.wake();
        }
    }

    /** Forgets all; see {@link #write}. */
    void renew() {
        try {
            if (circuit.closed()) {
                call(List.of(new Command(Script.RENEW).add(Wire.name())), List.of(), deadline());
                upkeep.orphaned();
                return;
            }
        } catch (CacheTierException e) {
            debts.addAll();
            upkeep.wake();
            throw e;
        }
        debts.addAll();
    }

    /** Returns when a call that begins now has to be over. */
    long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    }

    private List<Object> call(List<Command> commands, List<CacheWrite> writes, long deadline) {
        Wire wire = null;
        boolean answering = circuit.answering();
        try {
            wire = pool.take(answering ? deadline - System.nanoTime() : 0);
            if (wire == null) {
                throw new CacheTierException(
                        "no connection of " + settings.poolSize() + " to " + settings.server() + " was free"
                                + (answering
                                        ? " within " + settings.timeoutMillis() + " ms"
                                        : ", and it has not answered of late"));
            }
            long began = System.nanoTime();
            List<Object> replies = wire.exchange(commands, Math.max(1, deadline - began), asker());
            latency.record(System.nanoTime() - began);
            Replies.check(replies, writes.isEmpty());
            pool.give(wire);
            circuit.succeeded();
            return replies;
        } catch (RuntimeException | StackOverflowError e) {
            throw failed(wire, commands, writes, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(wire, commands, writes, e);
        }
    }

    private CacheTierException failed(
            @Nullable Wire wire, List<Command> commands, List<CacheWrite> writes, Throwable cause) {
        if (wire != null
                && commands.stream().anyMatch(command -> command.script().puts())) {
            debts.ban(wire.id());
        }
        debts.add(writes);
        String why =
                cause instanceof CacheTierException && cause.getMessage() != null ? cause.getMessage() : reason(cause);
        if (wire != null) {
            pool.drop(wire);
        }
        // where others use all connections, theirs is to say how the server is
        boolean telling = wire != null || circuit.answering() || pool.empty();
        if (wire != null && !(cause instanceof JedisDataException)) {
            circuit.unanswered();
        }
        if (telling && !(cause instanceof InterruptedException) && circuit.failed(why)) {
            pool.dropAll();
        }
        upkeep.wake();
        return new CacheTierException(why, cause);
    }

    private String reason(Throwable cause) {
        return cause instanceof JedisDataException
                ? settings.server() + " refuses: " + cause.getMessage()
                : settings.server() + " did not answer within " + settings.timeoutMillis() + " ms, or wrongly: "
                        + Wire.reason(cause);
    }

    /** Tells the server what it has to be told yet, if that is possible at once, and closes all connections. */
    @Override
    public void close() {
        news.close();
        upkeep.close();
        pool.dropAll();
        watchdog.close();
    }
}
