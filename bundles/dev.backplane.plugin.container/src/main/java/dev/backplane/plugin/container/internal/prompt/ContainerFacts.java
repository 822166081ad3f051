package dev.backplane.plugin.container.internal.prompt;

import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.DsComponent;
import dev.backplane.plugin.container.internal.bundles.BundleSummary;
import dev.backplane.plugin.container.internal.bundles.Bundles;
import dev.backplane.plugin.container.internal.bundles.Components;
import dev.backplane.plugin.container.internal.config.Configurations;
import dev.backplane.plugin.container.internal.jvm.Heap;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.Usage;
import dev.backplane.plugin.container.internal.jvm.Threads;
import dev.backplane.plugin.container.internal.log.LogEntry;
import dev.backplane.plugin.container.internal.log.LogReader;
import dev.backplane.plugin.container.internal.log.Severity;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be said of the container right now, without any doubt. Thread-safe: it keeps nothing. */
final class ContainerFacts {

    private static final int MAX_BUNDLES = 20;
    private static final int MAX_COMPONENTS = 20;
    private static final int MAX_ERRORS = 5;
    private static final int ERROR_CHARACTERS = 600;
    private static final double MEBIBYTE = 1024.0 * 1024;

    private final Bundles bundles;
    private final Components components;
    private final Configurations configurations;
    private final LogReader log;
    private final Heap heap = new Heap();
    private final Threads threads = new Threads();

    ContainerFacts(Bundles bundles, Components components, Configurations configurations, LogReader log) {
        this.bundles = bundles;
        this.components = components;
        this.configurations = configurations;
        this.log = log;
    }

    /** Returns the facts as lines of Markdown. */
    String now() {
        return String.join(
                "\n",
                bundles(),
                components(),
                threads(),
                memory(),
                "- Configurations: " + configurations.all().size());
    }

    /** Returns the last entries that are errors, or why they cannot be read. */
    String lastErrors() {
        try {
            List<LogEntry> errors = log.last(MAX_ERRORS, Severity.ERROR);
            return errors.isEmpty()
                    ? "(no errors in the log)"
                    : errors.stream().map(ContainerFacts::line).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }

    private String bundles() {
        List<BundleSummary> notActive = bundles.notActive();
        String text = "- Bundles: " + bundles.all().size() + ", not active: " + notActive.size();
        return notActive.isEmpty()
                ? text
                : text + " ("
                        + Bounds.first(notActive, MAX_BUNDLES).stream()
                                .map(bundle -> bundle.symbolicName() + " [" + bundle.id() + "] " + bundle.state())
                                .collect(Collectors.joining(", "))
                        + (notActive.size() > MAX_BUNDLES ? ", …" : "") + ")";
    }

    private String components() {
        List<DsComponent> troubled = components.troubled();
        return "- Components that wait for a service, or failed: "
                + (troubled.isEmpty()
                        ? "none"
                        : Bounds.first(troubled, MAX_COMPONENTS).stream()
                                        .map(component -> component.name() + " " + component.state() + " "
                                                + component.unsatisfied())
                                        .collect(Collectors.joining(", "))
                                + (troubled.size() > MAX_COMPONENTS ? ", …" : ""));
    }

    private String threads() {
        List<Long> deadlocked = threads.deadlocked();
        return "- Threads: " + threads.count()
                + (deadlocked.isEmpty() ? ", no deadlock" : ", DEADLOCKED thread ids: " + deadlocked);
    }

    private String memory() {
        Usage usage = heap.heap();
        String bound = usage.maxBytes() == null ? "" : " of at most " + mebibytes(usage.maxBytes());
        return "- Heap: " + mebibytes(usage.usedBytes()) + " used" + bound + "; collections: "
                + heap.collectors().stream()
                        .map(collector ->
                                collector.name() + " " + collector.collections() + " in " + collector.millis() + " ms")
                        .collect(Collectors.joining(", "));
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / MEBIBYTE);
    }

    private static String line(LogEntry entry) {
        String text = entry.stack() == null ? entry.message() : entry.message() + "\n" + entry.stack();
        return entry.time() + " " + entry.logger() + " " + entry.bundle() + ": " + Bounds.cut(text, ERROR_CHARACTERS);
    }
}
