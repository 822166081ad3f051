package dev.backplane.dispatch.virtual.internal;

import dev.backplane.dispatch.lanes.LaneThreads;
import dev.backplane.spi.dispatch.Lane;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads for calls and tasks, which end when there is nothing to do. Control has threads of the platform: virtual
 * ones get no processor while calls that do not block have them all.
 */
final class VirtualThreads implements LaneThreads {

    /** The first version with virtual threads that need no flag. */
    static final int JAVA = 21;

    /** The first version in which waiting inside {@code synchronized} gives the processor back (JEP 491). */
    static final int JAVA_UNPINNED = 24;

    private static final String PREFIX = "backplane-virtual-";

    private final ThreadFactory virtual;
    private final ThreadFactory platform;

    /** @throws IllegalStateException if this JVM has no virtual threads */
    VirtualThreads() {
        ClassLoader loader = VirtualThreads.class.getClassLoader();
        ThreadFactory bare = factory();
        virtual = work -> {
            Thread thread = bare.newThread(work);
            thread.setContextClassLoader(loader);
            return thread;
        };
        platform = LaneThreads.platform(PREFIX + "control-", loader);
    }

    // Thread.ofVirtual().name(PREFIX, 1).inheritInheritableThreadLocals(false).factory(), which Java 17 does not know.
    private static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Method name = type.getMethod("name", String.class, long.class);
            Method inherit = type.getMethod("inheritInheritableThreadLocals", boolean.class);
            Object named = inherit.invoke(name.invoke(builder, PREFIX, 1L), false);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException | UnsupportedOperationException e) {
            throw new IllegalStateException(
                    "variant virtual needs virtual threads, so Java " + JAVA + " or later; this is Java "
                            + Runtime.version().feature(),
                    e);
        }
    }

    @Override
    public ThreadFactory of(Lane lane) {
        return lane == Lane.CONTROL ? platform : virtual;
    }

    @Override
    public boolean idle(Lane lane) {
        return lane == Lane.CONTROL;
    }
}
