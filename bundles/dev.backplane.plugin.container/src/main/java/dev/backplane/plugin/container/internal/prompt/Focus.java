package dev.backplane.plugin.container.internal.prompt;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where to look, and with which tools. */
enum Focus {
    MEMORY(
            "heap_summary with live=true: which classes hold the heap; again some minutes later: which of them grow",
            "flight_record with settings=profile: which places allocate",
            "log_search for OutOfMemoryError"),
    THREADS(
            "threads_dump with deadlockedOnly=true, then with state=BLOCKED: who waits for whom",
            "threads_dump again some seconds later: which stacks have not moved, whose cpuMillis grow",
            "flight_record: which methods run"),
    BUNDLES(
            "bundles_list with state=INSTALLED (does not resolve) and RESOLVED (is not started)",
            "bundle_get of each of them: missing requirements, unsatisfied references and failures of its components",
            "features_list: whether the feature is there that should bring what is missing",
            "log_search with the bundle's name"),
    LOG(
            "log_search with level=ERROR and since=PT1H, then level=WARN",
            "log_search around the time of the first error: what happened right before",
            "bundle_get of the bundle that logged it"),
    CONFIGURATION(
            "configurations_list with a part of the name, then configuration_get",
            "log_search with the PID: whether a value was refused",
            "bundle_get of the bundle that reads it: whether its components are satisfied");

    private final List<String> steps;

    Focus(String... steps) {
        this.steps = List.of(steps);
    }

    /** Returns what to do, step by step: the name of a tool first. */
    List<String> steps() {
        return steps;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Focus::label).toList();
    }

    static Optional<Focus> of(String label) {
        return Arrays.stream(values())
                .filter(focus -> focus.label().equalsIgnoreCase(label))
                .findFirst();
    }
}
