package dev.backplane.slots.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The implementations that are there for a slot, and which of them is to be active. Thread-safe. */
final class Candidates<T> {

    /** The installer of configuration files looks at them every second or two. */
    private static final long LATE_MILLIS = 10_000;

    private final List<Candidate<T>> all = new ArrayList<>();

    /** By the id of a candidate that was tried and failed, why. It is not tried again until it is asked for. */
    private final Map<Long, String> refused = new HashMap<>();

    /** The configured variant, or empty. */
    private String configured;

    /** A variant that takes precedence over the configured one, or empty. */
    private String preferred = "";

    /** By variant, when it was last asked for, in milliseconds since the epoch; as long as that may be told late. */
    private final Map<String, Long> asked = new HashMap<>();

    private String latest = "";

    /** By variant, why it cannot be used in this process. */
    private final Map<String, Excluded> excluded = new TreeMap<>();

    Candidates(String configured) {
        this.configured = configured;
    }

    synchronized void add(Candidate<T> candidate) {
        all.add(candidate);
    }

    /** Changes the ranking or variant of a candidate, unless it has gone meanwhile. */
    synchronized void update(Candidate<T> candidate) {
        if (all.removeIf(other -> other.id() == candidate.id())) {
            all.add(candidate);
        }
    }

    synchronized void remove(long id) {
        all.removeIf(other -> other.id() == id);
        refused.remove(id);
    }

    /** Notes that a variant was asked for now, which the configuration will tell in its time. */
    synchronized void expect(String variant, long nowMillis) {
        asked.put(variant, nowMillis);
        latest = variant;
    }

    /**
     * Sets which variant is to be active whenever it is there; empty: the best of all. What is written to the configuration
     * and to its file comes back late, and not always in order: a variant that was asked for a moment ago, before another,
     * is not heeded.
     */
    synchronized void configure(String variant, long nowMillis) {
        asked.values().removeIf(when -> nowMillis - when > LATE_MILLIS);
        String wanted = preferred.isEmpty() ? latest : preferred;
        if (asked.containsKey(variant) && !variant.equals(wanted)) {
            return;
        }
        if (!variant.equals(configured)) {
            configured = variant;
            preferred = "";
            refused.clear();
        }
    }

    /** Asks for a variant until another is asked for or configured; empty: for none. Returns what was asked for before. */
    synchronized String prefer(String variant) {
        String before = preferred;
        preferred = variant;
        all.stream().filter(each -> each.variant().equals(variant)).forEach(each -> refused.remove(each.id()));
        return before;
    }

    synchronized void refuse(long id, String problem) {
        refused.put(id, problem);
    }

    /** Returns the one that is to be active: the one asked for, else the configured, else the best. Null: there is none. */
    synchronized @Nullable Candidate<T> best() {
        return all.stream()
                .filter(each -> !refused.containsKey(each.id()))
                .min(Comparator.<Candidate<T>, Boolean>comparing(
                                each -> !each.variant().equals(preferred))
                        .thenComparing(each -> !each.variant().equals(configured))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /** @param there tells whether it is still there, and so worth a word */
    synchronized void exclude(String variant, String reason, BooleanSupplier there) {
        excluded.put(variant, new Excluded(reason, there));
    }

    /** Returns why a variant cannot be used, or null. */
    synchronized @Nullable String obstacle(String variant) {
        Excluded each = excluded.get(variant);
        return each == null || !each.there.getAsBoolean() ? null : each.reason;
    }

    synchronized boolean contains(long id) {
        return all.stream().anyMatch(each -> each.id() == id);
    }

    synchronized boolean only(long id) {
        return all.size() == 1 && all.get(0).id() == id;
    }

    /** Returns the names of all, best first. */
    synchronized List<String> variants() {
        return all.stream().sorted().map(Candidate::variant).distinct().toList();
    }

    /** Says what is not as it should be: who was refused, or is missing. Null: nothing. */
    synchronized @Nullable String problem() {
        for (Candidate<T> each : all) {
            String why = refused.get(each.id());
            if (why != null) {
                return each.variant() + " was refused: " + why;
            }
        }
        boolean missing = !configured.isEmpty()
                && preferred.isEmpty()
                && all.stream().noneMatch(each -> each.variant().equals(configured));
        excluded.values().removeIf(each -> !each.there.getAsBoolean());
        if (missing && !excluded.containsKey(configured)) {
            return "the configured variant " + configured + " is not there";
        }
        return excluded.isEmpty()
                ? null
                : excluded.entrySet().stream()
                        .map(each -> each.getKey() + " cannot be used: " + each.getValue().reason)
                        .collect(Collectors.joining("; "));
    }

    synchronized void clear() {
        all.clear();
    }

    /** One that cannot be used in this process. */
    private record Excluded(String reason, BooleanSupplier there) {}
}
