package dev.backplane.spi.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a transport sends and copies; once a buffer or message, not a byte. Thread-safe. */
public final class Copies {

    private final LongAdder sent = new LongAdder();
    private final Map<CopyReason, LongAdder> copied = new EnumMap<>(CopyReason.class);

    public Copies() {
        for (CopyReason reason : CopyReason.values()) {
            copied.put(reason, new LongAdder());
        }
    }

    /** Counts bytes that a connection has taken. */
    public void sent(long bytes) {
        sent.add(bytes);
    }

    /** Counts bytes that were copied. */
    public void copied(CopyReason reason, long bytes) {
        LongAdder adder = copied.get(reason);
        if (adder != null && bytes > 0) {
            adder.add(bytes);
        }
    }

    /** Returns what was counted up to now; weakly consistent. */
    public CopyStatistics statistics() {
        Map<CopyReason, Long> sums = new EnumMap<>(CopyReason.class);
        copied.forEach((reason, adder) -> {
            long sum = adder.sum();
            if (sum > 0) {
                sums.put(reason, sum);
            }
        });
        return new CopyStatistics(sent.sum(), sums);
    }
}
