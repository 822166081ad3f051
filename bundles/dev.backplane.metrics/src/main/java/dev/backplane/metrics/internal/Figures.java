package dev.backplane.metrics.internal;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of one scrape, by name. Of those that come twice with the same labels, such as of two listeners under one name,
 * the sum counts. For one thread.
 */
final class Figures {

    private record Single(String help, boolean counter, Map<Labels, Double> values) {}

    private record Spread(String help, Map<Labels, Distribution> values) {}

    /**
     * How values are spread.
     *
     * @param bounds the greatest value of each bucket; the last one is infinite
     * @param counts of each bucket by itself
     */
    record Distribution(double[] bounds, long[] counts, double sum) {}

    private final Map<String, Single> singles = new TreeMap<>();
    private final Map<String, Spread> spreads = new TreeMap<>();

    /**
     * Adds what goes up and down.
     *
     * @param labels names and values by turns
     */
    void gauge(String name, String help, double value, String... labels) {
        add(name, help, false, value, labels);
    }

    /**
     * Adds what only goes up, but for a new start of the part that counts it.
     *
     * @param name without {@code _total}
     */
    void counter(String name, String help, double value, String... labels) {
        add(name, help, true, value, labels);
    }

    private void add(String name, String help, boolean counter, double value, String... labels) {
        if (Double.isFinite(value)) {
            singles.computeIfAbsent(name, none -> new Single(help, counter, new TreeMap<>()))
                    .values()
                    .merge(Labels.of(labels), value, Double::sum);
        }
    }

    void histogram(String name, String help, Distribution values, String... labels) {
        spreads.computeIfAbsent(name, none -> new Spread(help, new TreeMap<>()))
                .values()
                .put(Labels.of(labels), values);
    }

    /** Returns them as the writers want them. */
    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        singles.forEach((name, single) -> all.add(single.counter() ? counter(name, single) : gauge(name, single)));
        spreads.forEach((name, spread) -> all.add(histogram(name, spread)));
        return new MetricSnapshots(all);
    }

    private static MetricMetadata metadata(String name, String help) {
        Unit unit = name.endsWith("_seconds") ? Unit.SECONDS : name.endsWith("_bytes") ? Unit.BYTES : null;
        return unit == null ? new MetricMetadata(name, help) : new MetricMetadata(name, help, unit);
    }

    private static MetricSnapshot counter(String name, Single single) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        single.values()
                .forEach((labels, value) ->
                        points.add(new CounterDataPointSnapshot(Math.max(0, value), labels, null, 0)));
        return new CounterSnapshot(metadata(name, single.help()), points);
    }

    private static MetricSnapshot gauge(String name, Single single) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        single.values().forEach((labels, value) -> points.add(new GaugeDataPointSnapshot(value, labels, null)));
        return new GaugeSnapshot(metadata(name, single.help()), points);
    }

    private static MetricSnapshot histogram(String name, Spread spread) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        spread.values()
                .forEach((labels, values) -> points.add(HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(values.bounds(), values.counts()))
                        .sum(values.sum())
                        .build()));
        return new HistogramSnapshot(metadata(name, spread.help()), points);
    }
}
