package dev.backplane.plugin.container.internal.flight;

import dev.backplane.plugin.container.internal.flight.FlightRecord.AllocationSite;
import dev.backplane.plugin.container.internal.flight.FlightRecord.HotMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Counts what a recording holds, event by event, without keeping them. Confined to one thread. */
final class RecordingReport {

    private static final String NO_STACK = "(no stack)";
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private final Map<String, Long> methods = new HashMap<>();
    private final Map<String, Map<String, Long>> allocations = new HashMap<>();
    private long events;
    private long executionSamples;
    private long allocationSamples;
    private long allocatedBytes;
    private long collections;
    private Duration pauses = Duration.ZERO;

    /** Reads a recording. */
    static RecordingReport of(Path file) throws IOException {
        RecordingReport report = new RecordingReport();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                report.add(recording.readEvent());
            }
        }
        return report;
    }

    FlightRecord record(Path file, long fileBytes, int seconds, String settings, int top) {
        return new FlightRecord(
                file.toString(),
                fileBytes,
                seconds,
                settings,
                events,
                executionSamples,
                topMethods(top),
                allocationSamples,
                topAllocations(top),
                collections,
                pauses.toNanos() / 1e6);
    }

    private void add(RecordedEvent event) {
        events++;
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> {
                executionSamples++;
                methods.merge(innermost(event, method -> true), 1L, Long::sum);
            }
            case "jdk.ObjectAllocationSample" -> {
                allocationSamples++;
                long bytes = event.getLong("weight");
                allocatedBytes += bytes;
                allocations
                        .computeIfAbsent(innermost(event, RecordingReport::isOutsideTheJdk), site -> new HashMap<>())
                        .merge(event.getClass("objectClass").getName(), bytes, Long::sum);
            }
            case "jdk.GarbageCollection" -> {
                collections++;
                pauses = pauses.plus(event.getDuration("sumOfPauses"));
            }
            default -> {}
        }
    }

    private List<HotMethod> topMethods(int top) {
        return methods.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .map(method ->
                        new HotMethod(method.getKey(), method.getValue(), percent(method.getValue(), executionSamples)))
                .toList();
    }

    private List<AllocationSite> topAllocations(int top) {
        return allocations.entrySet().stream()
                .map(site -> {
                    long bytes = site.getValue().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                    String type = site.getValue().entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .map(Map.Entry::getKey)
                            .orElse("");
                    return new AllocationSite(site.getKey(), type, bytes, percent(bytes, allocatedBytes));
                })
                .sorted(Comparator.comparingLong(AllocationSite::bytes)
                        .reversed()
                        .thenComparing(AllocationSite::method))
                .limit(top)
                .toList();
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(part * 1000.0 / whole) / 10.0;
    }

    /** Returns the innermost method that is wanted, else the innermost of all. */
    private static String innermost(RecordedEvent event, Predicate<String> wanted) {
        RecordedStackTrace stack = event.getStackTrace();
        List<String> methods = stack == null
                ? List.of()
                : stack.getFrames().stream()
                        .map(RecordedFrame::getMethod)
                        .filter(Objects::nonNull)
                        .map(method -> method.getType().getName() + "." + method.getName())
                        .toList();
        return methods.stream()
                .filter(wanted)
                .findFirst()
                .orElseGet(() -> methods.isEmpty() ? NO_STACK : methods.get(0));
    }

    private static boolean isOutsideTheJdk(String method) {
        return JDK.stream().noneMatch(method::startsWith);
    }
}
