package dev.backplane.checklist.internal.memory;

import dev.backplane.checklist.internal.Timing;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Hears of each collection of garbage, how long it stopped the platform, and what it has left. Thread-safe. */
@Component(service = Collections.class)
public final class Collections {

    private static final String NOTIFICATION = "com.sun.management.gc.notification";
    private static final int KEPT = 200;

    private record Pause(long nanos, long millis) {}

    private final NotificationListener listener = this::heard;

    /** Guarded by this. */
    private final Deque<Pause> pauses = new ArrayDeque<>();

    private volatile long left;
    private volatile long least = Long.MAX_VALUE;

    @Activate
    public Collections() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
    }

    @Deactivate
    void deactivate() throws ListenerNotFoundException {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.removeNotificationListener(listener);
            }
        }
    }

    private void heard(Notification notification, Object nothing) {
        if (!NOTIFICATION.equals(notification.getType())
                || !(notification.getUserData() instanceof CompositeData data)
                || !(data.get("gcInfo") instanceof CompositeData info)) {
            return;
        }
        if (info.get("duration") instanceof Long millis
                && !String.valueOf(data.get("gcAction")).contains("concurrent")) {
            synchronized (this) {
                pauses.addLast(new Pause(System.nanoTime(), millis));
                if (pauses.size() > KEPT) {
                    pauses.removeFirst();
                }
            }
        }
        if (info.get("memoryUsageAfterGc") instanceof TabularData pools) {
            long used = 0;
            for (Object row : pools.values()) {
                CompositeData pool = (CompositeData) row;
                if (Heap.has(String.valueOf(pool.get("key"))) && pool.get("value") instanceof CompositeData usage) {
                    used += (Long) usage.get("used");
                }
            }
            left = used;
            least = Math.min(least, used);
        }
    }

    /** Returns what 99 of 100 collections within the window took, in milliseconds; 0: there were none. */
    public synchronized long p99Millis(long windowMillis) {
        long begin = System.nanoTime() - windowMillis * 1_000_000;
        long[] recent = pauses.stream()
                .filter(pause -> pause.nanos() >= begin)
                .mapToLong(Pause::millis)
                .toArray();
        return recent.length == 0 ? 0 : Timing.p99(recent);
    }

    /** Returns how many bytes of the heap were in use after the last collection; before the first: now. */
    public long left() {
        long after = left;
        return after == 0
                ? ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                : after;
    }

    /** Returns the least that was ever in use after one. */
    public long least() {
        return Math.min(least, left());
    }

    /** The memory pools that are of the heap. */
    private static final class Heap {
        private static final Map<String, Boolean> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
                .collect(Collectors.toUnmodifiableMap(
                        MemoryPoolMXBean::getName, pool -> pool.getType() == MemoryType.HEAP));

        static boolean has(String pool) {
            return POOLS.getOrDefault(pool, false);
        }
    }
}
