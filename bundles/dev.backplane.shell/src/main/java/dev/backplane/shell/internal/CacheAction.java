package dev.backplane.shell.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheStatistics;
import dev.backplane.api.cache.CacheStatistics.Counts;
import dev.backplane.api.cache.CacheStatistics.NamespaceFigures;
import dev.backplane.api.cache.CacheStatistics.TierFigures;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:cache}: the figures of the cache's tiers and namespaces. */
@Service
@Command(
        scope = "mcp",
        name = "cache",
        description = "Shows the cache: its tiers, its namespaces, and how often they hit")
public final class CacheAction extends McpAction {

    private static final int WATCH_MAX = 3_600;

    /** What a tier's details have that is of no use now. */
    static final String TROUBLE = "trouble";

    @Option(
            name = "--minutes",
            description = "Counts of the last 1 or 15 minutes; 0: since the start",
            valueToShowInHelp = "15")
    int minutes = 15;

    @Option(
            name = "--watch",
            description = "Show them again after so many seconds, until Ctrl-C",
            valueToShowInHelp = "2")
    int watch;

    @Reference(optional = true)
    @Nullable
    Cache cache;

    @Override
    void run() throws CommandException {
        if (minutes != 0 && minutes != 1 && minutes != 15) {
            throw failure("--minutes is " + minutes + ", must be 0, 1 or 15");
        }
        if (watch < 0 || watch > WATCH_MAX) {
            throw failure("--watch is " + watch + ", must be 0 to " + WATCH_MAX);
        }
        show();
        Semaphore never = new Semaphore(0);
        try {
            while (watch > 0 && !out.checkError() && !never.tryAcquire(watch, TimeUnit.SECONDS)) {
                if (!json) {
                    out.println();
                }
                show();
            }
        } catch (InterruptedException e) {
            // Ctrl-C is how it is meant to end.
            Thread.interrupted();
        }
    }

    private void show() throws CommandException {
        CacheStatistics statistics = need(cache, "the cache").statistics();
        if (json) {
            out.println(JsonText.line(json(statistics)));
            return;
        }
        if (!statistics.tiers().isEmpty()) {
            CacheTable.tiers(statistics.tiers(), this::counts).print(out, width());
        }
        for (TierFigures tier : statistics.tiers()) {
            if (tier.waiting() > 0) {
                out.println("! " + tier.tier() + ": " + tier.waiting() + " writes wait");
            }
            if (tier.details().containsKey(TROUBLE)) {
                out.println(
                        Table.clean("! " + tier.tier() + ": " + tier.details().get(TROUBLE)));
            }
        }
        if (statistics.tiers().isEmpty()) {
            out.println("No tier is there: each value is loaded each time. mcp:slots shows what could fill one.");
        }
        if (!statistics.namespaces().isEmpty()) {
            out.println();
            CacheTable.namespaces(statistics.namespaces(), this::counts).print(out, width());
        }
        for (NamespaceFigures namespace : statistics.namespaces()) {
            long failed = counts(namespace.total(), namespace.minute(), namespace.quarter())
                    .loadFailures();
            if (failed > 0) {
                out.println("! " + namespace.namespace() + ": " + failed + " loads failed");
            }
        }
    }

    private Counts counts(Counts total, Counts minute, Counts quarter) {
        return minutes == 0 ? total : minutes == 1 ? minute : quarter;
    }

    private static Map<String, Object> json(CacheStatistics statistics) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("tiers", statistics.tiers().stream().map(CacheAction::json).toList());
        values.put(
                "namespaces",
                statistics.namespaces().stream().map(CacheAction::json).toList());
        return values;
    }

    private static Map<String, Object> json(TierFigures tier) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("tier", tier.tier());
        values.put("entries", tier.entries());
        values.put("bytes", tier.bytes());
        if (tier.capacity() != Long.MAX_VALUE) {
            values.put("capacity", tier.capacity());
        }
        values.put("waiting", tier.waiting());
        values.put("details", tier.details());
        values.put("total", json(tier.total()));
        values.put("minute", json(tier.minute()));
        values.put("quarter", json(tier.quarter()));
        return values;
    }

    private static Map<String, Object> json(NamespaceFigures namespace) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("namespace", namespace.namespace());
        values.put("entries", namespace.entries());
        values.put("bytes", namespace.bytes());
        values.put("total", json(namespace.total()));
        values.put("minute", json(namespace.minute()));
        values.put("quarter", json(namespace.quarter()));
        return values;
    }

    private static Map<String, Object> json(Counts counts) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("hits", counts.hits());
        values.put("misses", counts.misses());
        values.put("ratio", counts.ratio());
        values.put("loads", counts.loads());
        values.put("loadFailures", counts.loadFailures());
        values.put("loadNanos", counts.loadNanos());
        values.put("stale", counts.stale());
        values.put("puts", counts.puts());
        values.put("evictions", counts.evictions());
        values.put("expirations", counts.expirations());
        values.put("failures", counts.failures());
        values.put("p50Nanos", counts.p50Nanos());
        values.put("p99Nanos", counts.p99Nanos());
        return values;
    }
}
