package dev.backplane.benchmarks.cache;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** When all threads of this JVM stood still, for the collector or otherwise, as it records itself. Thread-safe. */
final class StandStills implements AutoCloseable {

    /** Its clock and the machine's differ a little. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How long it took until all stood still, and what was done then. */
    private static final List<String> EVENTS = List.of("jdk.SafepointBegin", "jdk.ExecuteVMOperation");

    private record Still(long begin, long end) {}

    private final long origin = System.nanoTime();
    private final Instant originTime = Instant.now();
    private final Queue<Still> all = new ConcurrentLinkedQueue<>();
    private final RecordingStream stream = new RecordingStream();

    private StandStills() {
        for (String event : EVENTS) {
            stream.enable(event).withoutThreshold().withoutStackTrace();
            stream.onEvent(event, this::see);
        }
        stream.setReuse(false);
        stream.setOrdered(false);
    }

    static StandStills watch() {
        StandStills stills = new StandStills();
        stills.stream.startAsync();
        return stills;
    }

    private void see(RecordedEvent event) {
        if (!event.hasField("safepoint") || event.getBoolean("safepoint")) {
            long begin = origin + originTime.until(event.getStartTime(), ChronoUnit.NANOS);
            all.add(new Still(begin, begin + event.getDuration().toNanos()));
        }
    }

    /** Returns how long it stood still in a stretch of {@link System#nanoTime}, in nanoseconds; known a second later. */
    long within(long begin, long length) {
        long sum = 0;
        for (Still still : all) {
            if (still.end() > begin - SLACK_NANOS && still.begin() < begin + length + SLACK_NANOS) {
                sum += still.end() - still.begin();
            }
        }
        return Math.min(sum, length);
    }

    @Override
    public void close() {
        stream.close();
    }
}
