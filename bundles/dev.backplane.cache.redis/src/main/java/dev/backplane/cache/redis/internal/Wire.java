package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheTierException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A connection to the server, with our scripts there. For one thread at a time; {@link #close} for any. */
final class Wire implements AutoCloseable {

    /** How long a connection may take to be there, where no caller waits for it. */
    static final int OPEN_MILLIS = 2_000;

    private static final String RUN = "run_id:";

    /** Which this is, for the server and all nodes. */
    private final String id = UUID.randomUUID().toString();

    private final Socket raw = new Socket();
    private final FlushedConnection connection;
    private final Watchdog watchdog;
    private final String root;
    private final Map<Script, byte[]> hashes = new EnumMap<>(Script.class);
    private final String run;
    private String generation = "";

    /**
     * Connects, which takes {@value #OPEN_MILLIS} ms at most, besides the look-up of the host's name.
     *
     * @throws CacheTierException if it cannot be done
     */
    Wire(RedisSettings settings, Watchdog watchdog) {
        this.watchdog = watchdog;
        root = settings.prefix() + ":";
        RedisSettings.Server server = settings.server();
        Future<?> limit = watchdog.over(raw, TimeUnit.MILLISECONDS.toNanos(OPEN_MILLIS));
        try {
            DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                    .resp2()
                    .socketTimeoutMillis(OPEN_MILLIS)
                    .database(server.database())
                    .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
            if (!server.user().isEmpty()) {
                config.user(server.user());
            }
            if (!server.password().isEmpty()) {
                config.password(server.password());
            }
            connection = new FlushedConnection(() -> socket(server), config.build());
            load();
            run = run();
            begin();
        } catch (CacheTierException e) {
            close();
            throw e;
        } catch (RuntimeException e) {
            close();
            throw new CacheTierException(server + " cannot be used: " + reason(e), e);
        } finally {
            limit.cancel(false);
        }
    }

    /** Can send without waiting for an answer. */
    private static final class FlushedConnection extends Connection {
        FlushedConnection(JedisSocketFactory sockets, JedisClientConfig config) {
            super(sockets, config);
        }

        void send(ProtocolCommand command, String... arguments) {
            sendCommand(command, arguments);
            flush();
        }
    }

    private Socket socket(RedisSettings.Server server) {
        Sockets sockets = new Sockets(server);
        try {
            sockets.connect(raw, OPEN_MILLIS);
            return new GuardedSocket(sockets.secure(raw));
        } catch (IOException | RuntimeException e) {
            throw new JedisConnectionException(reason(e), e);
        }
    }

    /** Says in a line why something failed. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof JedisDataException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private void load() {
        Script[] scripts = Script.values();
        for (Script script : scripts) {
            connection.sendCommand(
                    Protocol.Command.SCRIPT, "LOAD".getBytes(StandardCharsets.US_ASCII), script.source());
        }
        List<Object> loaded = connection.getMany(scripts.length);
        for (Script script : scripts) {
            hashes.put(script, (byte[]) checked(loaded.get(script.ordinal())));
        }
    }

    /** Returns which run of the server this is: it is another after each start. */
    private String run() {
        connection.sendCommand(Protocol.Command.INFO, "server");
        String info = new String((byte[]) checked(connection.getOne()), StandardCharsets.UTF_8);
        int at = info.indexOf(RUN);
        if (at < 0) {
            throw new CacheTierException("the server does not say which run it is: INFO lacks " + RUN);
        }
        return info.substring(at + RUN.length()).lines().findFirst().orElse("").strip();
    }

    /** Learns which generation of values is the one in force. */
    private void begin() {
        connection.sendCommand(
                Protocol.Command.EVALSHA,
                hash(Script.OPEN),
                Command.bytes("1"),
                Command.bytes(root + "g"),
                Command.bytes(run),
                Command.bytes(name()));
        generation = new String((byte[]) checked(connection.getOne()), StandardCharsets.UTF_8);
    }

    /** Returns a name that nobody else has. */
    static String name() {
        return Long.toUnsignedString(UUID.randomUUID().getMostSignificantBits(), 36);
    }

    private byte[] hash(Script script) {
        byte[] hash = hashes.get(script);
        if (hash == null) {
            throw new IllegalStateException(script + " is not loaded");
        }
        return hash;
    }

    private static Object checked(@Nullable Object reply) {
        if (reply instanceof JedisDataException refusal) {
            throw refusal;
        }
        if (reply == null) {
            throw new CacheTierException("the server answers nothing");
        }
        return reply;
    }

    String id() {
        return id;
    }

    /** Returns the pattern of the names of the keys of all generations. */
    static String pattern(String prefix) {
        return prefix + ":~*";
    }

    /**
     * Sends the commands at once and reads the replies; a refusal is one of them.
     *
     * @param nanos how long it may take
     * @param asker now in milliseconds, and the node's name
     * @throws RuntimeException if it cannot be done: the connection is of no use any more
     */
    List<Object> exchange(List<Command> commands, long nanos, Asker asker) {
        Future<?> limit = watchdog.over(raw, nanos);
        try {
            List<Object> replies = roundTrip(commands, asker);
            List<Integer> again = new ArrayList<>();
            for (int i = 0; i < replies.size(); i++) {
                if (outdated(replies.get(i))) {
                    again.add(i);
                }
            }
            if (!again.isEmpty()) {
                load();
                begin();
                List<Object> later = roundTrip(again.stream().map(commands::get).toList(), asker);
                for (int i = 0; i < later.size(); i++) {
                    replies.set(again.get(i), later.get(i));
                }
            }
            return replies;
        } finally {
            limit.cancel(false);
        }
    }

    /** Who asks, and when. */
    record Asker(long nowMillis, String node) {}

    private static boolean outdated(@Nullable Object reply) {
        return reply instanceof JedisDataException refusal
                && refusal.getMessage() != null
                && (refusal.getMessage().startsWith("GENERATION")
                        || refusal.getMessage().startsWith("NOSCRIPT"));
    }

    private List<Object> roundTrip(List<Command> commands, Asker asker) {
        byte[][] common = {
            Command.bytes("2"),
            Command.bytes(root + "g"),
            Command.bytes(root + "~" + generation.substring(0, Math.max(0, generation.indexOf('.'))) + ":"),
            Command.bytes(generation),
            Command.bytes(id),
            Command.bytes(Long.toString(asker.nowMillis())),
            Command.bytes(asker.node())
        };
        for (Command command : commands) {
            List<byte[]> own = command.arguments();
            byte[][] all = new byte[1 + common.length + own.size()][];
            all[0] = hash(command.script());
            System.arraycopy(common, 0, all, 1, common.length);
            for (int i = 0; i < own.size(); i++) {
                all[1 + common.length + i] = own.get(i);
            }
            connection.sendCommand(Protocol.Command.EVALSHA, all);
        }
        return connection.getMany(commands.size());
    }

    /** From now on this hears what nodes do, with {@link #next}. */
    void subscribe(int silenceMillis) {
        connection.setSoTimeout(silenceMillis);
        connection.send(Protocol.Command.SUBSCRIBE, root + "g:news");
    }

    /** Returns what is heard next, signs of life included. */
    Object next() {
        return connection.getUnflushedObject();
    }

    /** Asks for a sign of life, while another thread listens. */
    void ping() {
        connection.send(Protocol.Command.PING);
    }

    @Override
    public void close() {
        Watchdog.shut(raw);
    }
}
