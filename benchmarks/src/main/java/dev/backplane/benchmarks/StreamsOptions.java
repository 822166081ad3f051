package dev.backplane.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** What {@link StreamsLoad} was told. Immutable. */
record StreamsOptions(
        int streams,
        int stalled,
        int rounds,
        int broadcasts,
        List<StreamForm> forms,
        boolean heap,
        boolean broadcast,
        int classes,
        double barHeap,
        double barRatio,
        Path distribution,
        Path work) {

    private static final List<String> SCENARIOS = List.of("both", "heap", "broadcast");

    /** @throws IllegalArgumentException if it cannot be done */
    static StreamsOptions of(Arguments given) {
        int streams = given.number("--streams", 5000, 100_000);
        int stalled = given.number("--stalled", 50, 10_000);
        if (stalled >= streams) {
            throw new IllegalArgumentException("--stalled " + stalled + " must be less than --streams " + streams);
        }
        String scenario = given.text("--scenario", "both");
        if (!SCENARIOS.contains(scenario)) {
            throw new IllegalArgumentException("--scenario " + scenario + " is none of " + SCENARIOS);
        }
        return new StreamsOptions(
                streams,
                stalled,
                given.number("--rounds", 3, 1000),
                given.number("--broadcasts", 20, 100_000),
                forms(given.text("--form", "all")),
                !scenario.equals("broadcast"),
                !scenario.equals("heap"),
                given.number("--classes", 0, 1000),
                given.bar("--bar-heap", Double.MAX_VALUE),
                given.bar("--bar-ratio", Double.MAX_VALUE),
                given.distribution(),
                given.work("target/load"));
    }

    private static List<StreamForm> forms(String name) {
        List<StreamForm> all = List.of(StreamForm.values());
        List<StreamForm> named = all.stream()
                .filter(form -> name.equals("all") || form.name().equalsIgnoreCase(name))
                .toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("--form " + name + " is none of all, " + all);
        }
        return named;
    }
}
