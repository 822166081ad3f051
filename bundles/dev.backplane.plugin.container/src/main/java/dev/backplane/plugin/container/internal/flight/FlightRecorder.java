package dev.backplane.plugin.container.internal.flight;

import dev.backplane.api.CallContext;
import dev.backplane.plugin.container.internal.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * Captures what the JVM does, one capture at a time, into files in a folder, of which it keeps the newest ten.
 * Thread-safe.
 */
final class FlightRecorder {

    static final int MAX_FILES = 10;

    private static final Pattern FILE = Pattern.compile("flight-\\d{8}-\\d{6}-\\d{3}\\.jfr");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    /** Events that would carry the environment, command lines and properties, and with them secrets, into the file. */
    private static final List<String> LEFT_OUT = List.of(
            "jdk.InitialEnvironmentVariable",
            "jdk.InitialSystemProperty",
            "jdk.InitialSecurityProperty",
            "jdk.JVMInformation",
            "jdk.SystemProcess");

    private final Path folder;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(1);

    FlightRecorder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Records for so many seconds, reporting progress each second.
     *
     * @throws ContainerException if a capture is under way, or this one has been cancelled; it leaves no file then
     */
    FlightRecord record(int seconds, String settings, int top, CallContext context)
            throws IOException, InterruptedException {
        if (!free.tryAcquire()) {
            throw new ContainerException("a recording is under way; there is one at a time, of 60 seconds at most");
        }
        try (Recording recording = new Recording(configuration(settings))) {
            LEFT_OUT.forEach(recording::disable);
            recording.setName("backplane");
            recording.start();
            waitFor(seconds, context);
            recording.stop();
            Path file = Files.createDirectories(folder).resolve("flight-" + STAMP.format(clock.instant()) + ".jfr");
            recording.dump(file);
            keepNewest();
            return RecordingReport.of(file).record(file, Files.size(file), seconds, settings, top);
        } finally {
            free.release();
        }
    }

    private static void waitFor(int seconds, CallContext context) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        context.onCancel(cancelled::countDown);
        for (int second = 1; second <= seconds; second++) {
            if (cancelled.await(1, TimeUnit.SECONDS)) {
                throw new ContainerException("cancelled in second " + second + " of " + seconds);
            }
            context.progress(second, (double) seconds, "recording: " + second + " of " + seconds + " s");
        }
    }

    private static Configuration configuration(String settings) throws IOException {
        try {
            return Configuration.getConfiguration(settings);
        } catch (ParseException e) {
            throw new ContainerException("the JVM's settings '" + settings + "' cannot be read: " + e.getMessage());
        }
    }

    private void keepNewest() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file ->
                            FILE.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        }
        for (Path old : files.subList(Math.min(MAX_FILES, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }
}
