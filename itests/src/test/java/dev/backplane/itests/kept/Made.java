package dev.backplane.itests.kept;

import dev.backplane.api.Caller;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.FrameworkUtil;

/** What every result says. */
final class Made {

    static final Duration TIME = Duration.ofMillis(500);

    private static final AtomicLong RUNS = new AtomicLong();

    private Made() {}

    /** Returns the bundle's version, whom the result is for, the number of the run, and when that was, in milliseconds. */
    static String by(Caller caller) {
        String whose = caller == null ? "all" : caller.session() == null ? "nobody" : caller.session();
        return FrameworkUtil.getBundle(Made.class).getVersion() + " " + whose + " " + RUNS.incrementAndGet() + " "
                + System.currentTimeMillis();
    }
}
