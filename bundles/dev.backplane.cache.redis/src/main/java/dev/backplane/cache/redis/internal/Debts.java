package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheWrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server has to forget yet, since it could not be told or it is not known whether it was, and which connections may
 * still bring it something. As long as there is any, what the server has is not to be relied upon. Thread-safe.
 */
final class Debts {

    /** So many at most; more become one: to forget all. */
    static final int MOST = 20_000;

    /** What all becomes part of. */
    private record All() {}

    private record Ban(String connection) {}

    private static final Object ALL = new All();

    /** Each with the number it was entered by the last time. */
    private final Map<Object, Long> owed = new LinkedHashMap<>();

    private long entered;
    private volatile boolean any;

    /** Some of it, to be told to the server. */
    record Part(Map<Object, Long> owed, List<Command> commands) {
        /** Tells whether all is to be forgotten. */
        boolean renews() {
            return owed.containsKey(ALL);
        }
    }

    boolean any() {
        return any;
    }

    synchronized int size() {
        return owed.size();
    }

    /** What has to be forgotten since this could not be written. */
    synchronized void add(List<CacheWrite> writes) {
        for (CacheWrite write : writes) {
            enter(write instanceof CacheWrite.Put put ? new CacheWrite.Remove(put.key()) : write);
        }
        bound();
    }

    /** All has to be forgotten. That includes what else is owed: a new generation refuses what comes late, too. */
    synchronized void addAll() {
        owed.clear();
        enter(ALL);
    }

    /** Has the server refuse what comes over the connection. */
    synchronized void ban(String connection) {
        enter(new Ban(connection));
        bound();
    }

    private void enter(Object debt) {
        owed.put(debt, ++entered);
        any = true;
    }

    private void bound() {
        if (owed.size() > MOST) {
            addAll();
        }
    }

    /** Returns some of it: all the bans, and so many others at most. */
    synchronized Part some(int most) {
        Map<Object, Long> part = new LinkedHashMap<>();
        List<Command> commands = new ArrayList<>();
        owed.forEach((debt, number) -> {
            if (debt instanceof Ban ban) {
                part.put(debt, number);
                commands.add(new Command(Script.BAN).add(ban.connection()));
            }
        });
        int left = most;
        for (Map.Entry<Object, Long> next : owed.entrySet()) {
            if (left > 0 && !(next.getKey() instanceof Ban)) {
                part.put(next.getKey(), next.getValue());
                commands.add(command(next.getKey()));
                left--;
            }
        }
        return new Part(part, commands);
    }

    private static Command command(Object debt) {
        return debt instanceof CacheWrite write ? Commands.of(write) : new Command(Script.RENEW).add(Wire.name());
    }

    /** The server has been told; what was entered anew since stays. */
    synchronized void settle(Part part) {
        part.owed().forEach(owed::remove);
        any = !owed.isEmpty();
    }
}
