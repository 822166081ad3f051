package dev.backplane.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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

    /** @throws IllegalArgumentException if it cannot be done */
    static StreamsOptions of(List<String> given) {
        int streams = 5000;
        int stalled = 50;
        int rounds = 3;
        int broadcasts = 20;
        int classes = 0;
        String form = "all";
        String scenario = "both";
        double barHeap = Double.MAX_VALUE;
        double barRatio = Double.MAX_VALUE;
        Path distribution = Path.of("");
        Path work = Path.of("target/load");
        for (int i = 0; i < given.size(); i += 2) {
            String option = given.get(i);
            if (i + 1 == given.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            String value = given.get(i + 1);
            switch (option) {
                case "--streams" -> streams = Load.number(option, value, 100_000);
                case "--stalled" -> stalled = Load.number(option, value, 10_000);
                case "--rounds" -> rounds = Load.number(option, value, 1000);
                case "--broadcasts" -> broadcasts = Load.number(option, value, 100_000);
                case "--classes" -> classes = Load.number(option, value, 1000);
                case "--form" -> form = value.toUpperCase(Locale.ROOT);
                case "--scenario" -> scenario = value;
                case "--bar-heap" -> barHeap = Double.parseDouble(value);
                case "--bar-ratio" -> barRatio = Double.parseDouble(value);
                case "--distribution" -> distribution = Path.of(value);
                case "--work" -> work = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (stalled >= streams) {
            throw new IllegalArgumentException("--stalled " + stalled + " must be less than --streams " + streams);
        }
        if (!Files.isRegularFile(distribution)) {
            throw new IllegalArgumentException("--distribution " + distribution + " is no file");
        }
        return new StreamsOptions(
                streams,
                stalled,
                rounds,
                broadcasts,
                form.equalsIgnoreCase("all") ? List.of(StreamForm.values()) : List.of(StreamForm.valueOf(form)),
                !scenario.equals("broadcast"),
                !scenario.equals("heap"),
                classes,
                barHeap,
                barRatio,
                distribution,
                work);
    }
}
