package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What all event streams of a listener hold together. Thread-safe. */
final class StreamTotals {

    private final LongAdder open = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder cut = new LongAdder();

    /** Those whose peers do not keep up; mostly none. */
    private final Set<Delivery> slow = ConcurrentHashMap.newKeySet();

    void opened() {
        open.increment();
    }

    void closed() {
        open.decrement();
    }

    void cut() {
        cut.increment();
    }

    void queued(int moreMessages, long moreBytes) {
        messages.add(moreMessages);
        bytes.add(moreBytes);
    }

    void slow(Delivery delivery) {
        slow.add(delivery);
    }

    void noLongerSlow(Delivery delivery) {
        slow.remove(delivery);
    }

    /** Returns the bytes that wait, of all streams. */
    long bytes() {
        return bytes.sum();
    }

    StreamStatistics statistics() {
        return new StreamStatistics(open.sum(), messages.sum(), bytes.sum(), cut.sum());
    }

    Stream<StreamQueue> queues() {
        return slow.stream().map(Delivery::queue);
    }
}
