package dev.backplane.shell.internal;

import dev.backplane.api.cache.CacheStatistics.Counts;
import dev.backplane.api.cache.CacheStatistics.NamespaceFigures;
import dev.backplane.api.cache.CacheStatistics.TierFigures;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of {@code mcp:cache}. */
final class CacheTable {

    private CacheTable() {}

    /** Which counts are to be shown. */
    interface Choice {
        Counts of(Counts total, Counts minute, Counts quarter);
    }

    /** A column for each tier: there are three at most, and much to say of each. */
    static Table tiers(List<TierFigures> tiers, Choice choice) {
        Object[] heads = new Object[tiers.size() + 1];
        heads[0] = "TIER";
        for (int i = 0; i < tiers.size(); i++) {
            heads[i + 1] = tiers.get(i).tier();
        }
        Table table = new Table(List.of(heads).toArray(String[]::new));
        Function<TierFigures, Counts> counts = tier -> choice.of(tier.total(), tier.minute(), tier.quarter());
        row(table, tiers, "entries", TierFigures::entries);
        row(table, tiers, "size", CacheTable::size);
        row(table, tiers, "hits", tier -> counts.apply(tier).hits());
        row(table, tiers, "misses", tier -> counts.apply(tier).misses());
        row(table, tiers, "ratio", tier -> ratio(counts.apply(tier)));
        row(table, tiers, "puts", tier -> counts.apply(tier).puts());
        row(table, tiers, "evicted", tier -> counts.apply(tier).evictions());
        row(table, tiers, "expired", tier -> counts.apply(tier).expirations());
        row(table, tiers, "failed", tier -> counts.apply(tier).failures());
        row(table, tiers, "p50", tier -> latency(counts.apply(tier).p50Nanos()));
        row(table, tiers, "p99", tier -> latency(counts.apply(tier).p99Nanos()));
        TreeSet<String> details = new TreeSet<>();
        tiers.forEach(tier -> details.addAll(tier.details().keySet()));
        details.remove(CacheAction.TROUBLE);
        details.forEach(name -> row(table, tiers, name, tier -> tier.details().get(name)));
        return table;
    }

    private static void row(
            Table table, List<TierFigures> tiers, String name, Function<TierFigures, @Nullable Object> cell) {
        @Nullable Object[] cells = new @Nullable Object[tiers.size() + 1];
        cells[0] = name;
        for (int i = 0; i < tiers.size(); i++) {
            cells[i + 1] = cell.apply(tiers.get(i));
        }
        table.row(cells);
    }

    /** A row for each namespace. */
    static Table namespaces(List<NamespaceFigures> namespaces, Choice choice) {
        Table table =
                new Table("NAMESPACE", "ENTRIES", "SIZE", "HITS", "MISSES", "RATIO", "LOADS", "EVICTED", "P50", "P99");
        for (NamespaceFigures namespace : namespaces) {
            Counts counts = choice.of(namespace.total(), namespace.minute(), namespace.quarter());
            table.row(
                    namespace.namespace(),
                    namespace.entries(),
                    size(namespace.bytes()),
                    counts.hits(),
                    counts.misses(),
                    ratio(counts),
                    counts.loads(),
                    counts.evictions(),
                    latency(counts.p50Nanos()),
                    latency(counts.p99Nanos()));
        }
        return table;
    }

    private static @Nullable String ratio(Counts counts) {
        return counts.hits() + counts.misses() == 0 ? null : String.format(Locale.ROOT, "%.1f%%", counts.ratio() * 100);
    }

    private static @Nullable String latency(long nanos) {
        if (nanos == 0) {
            return null;
        }
        double micros = nanos / 1e3;
        return micros < 1_000
                ? String.format(Locale.ROOT, micros < 10 ? "%.1f us" : "%.0f us", micros)
                : SwapText.millis(nanos);
    }

    private static String size(TierFigures tier) {
        return size(tier.bytes()) + (tier.capacity() == Long.MAX_VALUE ? "" : " of " + size(tier.capacity()));
    }

    /** Returns bytes as people say them. */
    static String size(long bytes) {
        double value = bytes;
        for (String unit : List.of("B", "KB", "MB", "GB")) {
            if (value < 1024) {
                return String.format(
                        Locale.ROOT, value < 10 && value != (long) value ? "%.1f %s" : "%.0f %s", value, unit);
            }
            value /= 1024;
        }
        return String.format(Locale.ROOT, "%.1f TB", value);
    }
}
