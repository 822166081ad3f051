package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.ValueForm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes commands of what is asked for. */
final class Commands {

    /** How many entries are taken away in one step: the server does nothing else meanwhile. */
    static final int STEP = 250;

    /** How long a value is kept at most. */
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(30);

    /** How much longer Redis keeps what nobody has found to be over; its clock may differ. */
    private static final long GRACE_MILLIS = 60_000;

    /** Keys in one command, so that none takes long. */
    private static final int KEYS = 128;

    private Commands() {}

    static List<Command> get(List<CacheKey> keys, boolean use) {
        List<Command> commands = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS) {
            Command command = new Command(Script.GET).add(use ? "1" : "0");
            for (CacheKey key : keys.subList(from, Math.min(from + KEYS, keys.size()))) {
                command.add(key.namespace()).add(key.key());
            }
            commands.add(command);
        }
        return commands;
    }

    static Command put(CacheKey key, CachedValue value, long now) {
        long end = Math.min(value.expires(), now + LONGEST_MILLIS);
        long idle = value.idleMillis();
        long due = idle == 0 || idle >= end - now ? end : now + idle;
        Command command = new Command(Script.PUT)
                .add(key.namespace())
                .add(key.key())
                .add(value.weight(key))
                .add(due)
                .add(Math.max(0, end - now) + GRACE_MILLIS)
                .add(idle)
                .add(end)
                .add(ValueForm.write(key, value));
        value.tags().forEach(command::add);
        return command;
    }

    /** Makes a command of what is no put. */
    static Command of(CacheWrite write) {
        if (write instanceof CacheWrite.Remove remove) {
            return new Command(Script.REMOVE)
                    .add(remove.key().namespace())
                    .add(remove.key().key());
        }
        if (write instanceof CacheWrite.Invalidate invalidate) {
            return new Command(Script.INVALIDATE)
                    .add(invalidate.tag())
                    .add(Wire.name())
                    .add(STEP);
        }
        if (write instanceof CacheWrite.Clear clear) {
            return new Command(Script.CLEAR)
                    .add(clear.namespace())
                    .add(Wire.name())
                    .add(STEP);
        }
        throw new IllegalArgumentException(write + " needs the time");
    }

    static Command of(CacheWrite write, long now) {
        return write instanceof CacheWrite.Put put ? put(put.key(), put.value(), now) : of(write);
    }
}
