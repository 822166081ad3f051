package dev.backplane.engine.internal;

import dev.backplane.spi.session.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What has happened to sessions since the engine started. Thread-safe. */
final class SessionCounts {

    final LongAdder opened = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder hibernations = new LongAdder();
    final LongAdder wakings = new LongAdder();
    private final AtomicLongArray closed = new AtomicLongArray(CloseReason.values().length);

    void closed(CloseReason reason) {
        closed.incrementAndGet(reason.ordinal());
    }

    Map<CloseReason, Long> closed() {
        Map<CloseReason, Long> sums = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : CloseReason.values()) {
            sums.put(reason, closed.get(reason.ordinal()));
        }
        return sums;
    }
}
