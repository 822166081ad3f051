package dev.backplane.console.internal;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in. Thread-safe; guarded by this. At most {@value #MOST}: the one that was idle the longest gives way.
 *
 * <p>An operator is known by a cookie, and a change needs the secret as well that only the page itself was told.
 */
final class Operators {

    static final int MOST = 64;
    private static final int SECRET_BYTES = 32;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** One who is logged in. */
    record Operator(String user, String cookie, String secret) {}

    private record Seen(Operator operator, long nanos) {}

    private final Map<String, Seen> all = new LinkedHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final LongSupplier clock;
    private final long idleNanos;
    private final int refusedMax;
    private long minuteStart;
    private int refused;

    /** @param refusedMax refused logins a minute */
    Operators(int idleMinutes, int refusedMax, LongSupplier clock) {
        this.clock = clock;
        this.idleNanos = TimeUnit.MINUTES.toNanos(idleMinutes);
        this.refusedMax = refusedMax;
        this.minuteStart = clock.getAsLong();
    }

    /** Tells whether a password may be tried: counted as refused until {@link #enter} says otherwise. */
    synchronized boolean mayTry() {
        long now = clock.getAsLong();
        if (now - minuteStart >= MINUTE_NANOS) {
            minuteStart = now;
            refused = 0;
        }
        if (refused >= refusedMax) {
            return false;
        }
        refused++;
        return true;
    }

    /** Logs in whose password was right. */
    synchronized Operator enter(String user) {
        refused = Math.max(0, refused - 1);
        Operator operator = new Operator(user, secret(), secret());
        if (all.size() >= MOST) {
            Iterator<String> eldest = all.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        all.put(operator.cookie(), new Seen(operator, clock.getAsLong()));
        return operator;
    }

    /** Returns who has the cookie, or null. Counts as a request. */
    synchronized @Nullable Operator find(@Nullable String cookie) {
        Seen seen = cookie == null ? null : all.remove(cookie);
        long now = clock.getAsLong();
        if (seen == null || now - seen.nanos() > idleNanos) {
            return null;
        }
        all.put(seen.operator().cookie(), new Seen(seen.operator(), now));
        return seen.operator();
    }

    synchronized void leave(Operator operator) {
        all.remove(operator.cookie());
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
