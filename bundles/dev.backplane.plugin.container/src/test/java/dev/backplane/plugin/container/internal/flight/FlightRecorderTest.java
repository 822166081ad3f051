package dev.backplane.plugin.container.internal.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.ManualContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FlightRecorderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");

    @TempDir
    Path folder;

    private volatile boolean burning = true;
    private volatile Object sink = "";

    @Test
    void record_busyThread_showsWhatRunsAndAllocates() throws Exception {
        for (int i = 0; i < 12; i++) {
            Files.writeString(folder.resolve("flight-20200101-0000" + (10 + i) + "-000.jfr"), "old");
        }
        Files.writeString(folder.resolve("mine.jfr"), "foreign");
        FlightRecorder recorder = new FlightRecorder(folder, () -> NOW);
        ManualContext context = new ManualContext(c -> {});
        Thread busy = new Thread(this::burn);
        busy.start();
        FlightRecord record;
        try {
            record = recorder.record(2, "profile", 5, context);
        } finally {
            burning = false;
            busy.join();
        }

        assertThat(record.executionSamples()).isPositive();
        assertThat(record.topMethods()).hasSizeBetween(1, 5);
        assertThat(record.topMethods())
                .extracting(FlightRecord.HotMethod::samples)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(record.allocationSamples()).isPositive();
        assertThat(record.topAllocations())
                .filteredOn(site -> site.method().endsWith("FlightRecorderTest.burn"))
                .singleElement()
                .satisfies(site -> {
                    assertThat(site.type()).isEqualTo("[B");
                    assertThat(site.bytes()).isPositive();
                    assertThat(site.percent()).isBetween(0.1, 100.0);
                });
        assertThat(context.progress).containsExactly(1.0, 2.0);
        Path file = folder.resolve("flight-20261123-120000-123.jfr");
        assertThat(record.file()).isEqualTo(file.toString());
        assertThat(record.fileBytes()).isEqualTo(Files.size(file));
        assertThat(names())
                .hasSize(FlightRecorder.MAX_FILES + 1)
                .contains("mine.jfr", "flight-20261123-120000-123.jfr");
        assertThat(RecordingFile.readAllEvents(file))
                .hasSize((int) record.events())
                .extracting(event -> event.getEventType().getName())
                .contains("jdk.ExecutionSample")
                .doesNotContain("jdk.InitialEnvironmentVariable", "jdk.InitialSystemProperty", "jdk.SystemProcess");
    }

    @Test
    void record_cancelled_endsAtOnceAndLeavesNoFile() throws IOException {
        FlightRecorder recorder = new FlightRecorder(folder, () -> NOW);
        ManualContext impatient = new ManualContext(ManualContext::cancel);

        assertThatThrownBy(() -> recorder.record(60, "default", 5, impatient))
                .isInstanceOf(ContainerException.class)
                .hasMessage("cancelled in second 2 of 60");
        assertThat(names()).isEmpty();
    }

    @Test
    void record_whileAnotherRuns_isRefused() throws Exception {
        FlightRecorder recorder = new FlightRecorder(folder, () -> NOW);
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        ManualContext first = new ManualContext(context -> {
            underWay.countDown();
            try {
                refused.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        CompletableFuture<FlightRecord> recording = CompletableFuture.supplyAsync(() -> {
            try {
                return recorder.record(1, "default", 5, first);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        underWay.await();

        assertThatThrownBy(() -> recorder.record(1, "default", 5, new ManualContext(c -> {})))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("a recording is under way");
        refused.countDown();
        assertThat(recording.get(60, TimeUnit.SECONDS).seconds()).isEqualTo(1);
    }

    private void burn() {
        while (burning) {
            sink = new byte[2_000];
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
