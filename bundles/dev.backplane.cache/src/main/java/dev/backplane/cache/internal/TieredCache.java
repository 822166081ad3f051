package dev.backplane.cache.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheStatistics;
import dev.backplane.api.cache.CacheStatistics.NamespaceFigures;
import dev.backplane.api.cache.CacheStatistics.TierFigures;
import dev.backplane.api.cache.CacheView;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.HeldValues;
import dev.backplane.spi.cache.NamespaceLosses;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The cache, of whichever tiers are there. Thread-safe. */
@Component(service = Cache.class, immediate = true, configurationPid = TieredCache.PID)
@Designate(ocd = CacheConfig.class)
public final class TieredCache implements Cache {

    static final String PID = "dev.backplane.cache";

    /** Figures are noted so often, in milliseconds. */
    private static final long TICK_MILLIS = 5_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + NAME_MAX + "}");

    private static final CacheConverter<byte[]> BYTES = new CacheConverter<>() {
        @Override
        public byte[] toBytes(byte[] value) {
            return value;
        }

        @Override
        public byte[] ofBytes(byte[] bytes) {
            return bytes;
        }
    };

    private final List<Line> lines;
    private final Meters meters = new Meters();
    private final HeldNamespaces held = new HeldNamespaces(meters);
    private final Composer composer;
    private final Loads loads;
    private final Parts parts;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "backplane-cache-figures");
        thread.setDaemon(true);
        return thread;
    });

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public TieredCache(CacheConfig config) {
        this(CacheSettings.of(config), Clock.systemUTC());
        ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    TieredCache(CacheSettings settings, Clock clock) {
        lines = CacheSettings.TIERS.stream()
                .map(name -> new Line(name, settings, clock))
                .toList();
        composer = new Composer(lines, meters, settings);
        loads = new Loads(composer, settings, clock);
        parts = new Parts(composer, new Dependencies(lines), loads, new Frames(), meters, held, clock);
    }

    Composer composer() {
        return composer;
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(CacheConfig config) {
        configure(CacheSettings.of(config));
    }

    void configure(CacheSettings settings) {
        composer.configure(settings);
        loads.configure(settings);
    }

    /** Writes what waits for the tiers, and ends. */
    @Deactivate
    void close() {
        ticker.shutdownNow();
        loads.close();
        lines.forEach(Line::close);
    }

    // ---- tiers -----------------------------------------------------------------------------------------------------

    @Reference(
            target = "(&" + Slot.ACTIVE_TARGET + "(" + Slot.SLOT + "=" + Slot.CACHE_L1 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setFast(CacheTier tier) {
        attach(0, tier);
    }

    void unsetFast(CacheTier tier) {
        detach(0, tier);
    }

    @Reference(
            target = "(&" + Slot.ACTIVE_TARGET + "(" + Slot.SLOT + "=" + Slot.CACHE_L2 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMiddle(CacheTier tier) {
        attach(1, tier);
    }

    void unsetMiddle(CacheTier tier) {
        detach(1, tier);
    }

    @Reference(
            target = "(&" + Slot.ACTIVE_TARGET + "(" + Slot.SLOT + "=" + Slot.CACHE_L3 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setSlow(CacheTier tier) {
        attach(2, tier);
    }

    void unsetSlow(CacheTier tier) {
        detach(2, tier);
    }

    void attach(int line, CacheTier tier) {
        lines.get(line).attach(tier, new Watcher(composer, line));
    }

    void detach(int line, CacheTier tier) {
        lines.get(line).detach(tier);
    }

    // ---- what bundles hold by themselves ---------------------------------------------------------------------------

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHeld(HeldValues values) {
        held.add(values);
    }

    void removeHeld(HeldValues values) {
        held.remove(values);
    }

    // ---- for plugins -----------------------------------------------------------------------------------------------

    @Override
    public CacheView<byte[]> namespace(String name, CachePolicy policy) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "namespace is " + name + ", must be 1 to " + NAME_MAX + " letters, digits, and any of . - _");
        }
        return new NamespaceView<>(parts, name, policy, BYTES);
    }

    @Override
    public void invalidate(String tag) {
        composer.invalidate(Tags.named(tag));
        held.invalidate(tag);
    }

    // ---- figures ---------------------------------------------------------------------------------------------------

    /** Notes how things are now, for the figures of a minute and a quarter of an hour. */
    void tick() {
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).refresh();
            update(i);
        }
        updateNamespaces();
        meters.tick();
    }

    /** Takes over what has gone of the namespaces by itself: from the fastest tier that is there, and from who holds values. */
    private void updateNamespaces() {
        lines.stream()
                .filter(line -> line.tier() != null)
                .findFirst()
                .map(line -> line.ask(Map.<String, NamespaceLosses>of(), CacheTier::losses))
                .ifPresent(losses ->
                        losses.forEach((namespace, of) -> meters.of(namespace).follow(of)));
        held.update();
    }

    /** Takes over what a tier counts itself; returns what else it says. */
    private Map<String, String> update(int line) {
        Line at = lines.get(line);
        TierStatistics of = at.ask(TierStatistics.NONE, CacheTier::statistics);
        if (of != TierStatistics.NONE) {
            meters.line(line).follow(of, at.failures());
        }
        return of.details();
    }

    @Override
    public CacheStatistics statistics() {
        List<TierFigures> tiers = new ArrayList<>();
        Map<String, NamespaceSize> sizes = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.tier() != null) {
                Map<String, String> details = update(i);
                Meter meter = meters.line(i);
                tiers.add(new TierFigures(
                        line.name(),
                        line.ask(0L, CacheTier::size),
                        line.ask(0L, CacheTier::bytes),
                        line.capacity(),
                        line.waiting(),
                        details,
                        meter.total(),
                        meter.minute(),
                        meter.quarter()));
                for (NamespaceSize size : line.ask(List.<NamespaceSize>of(), CacheTier::namespaces)) {
                    // what is in several tiers counts once, by the one that has most of it
                    sizes.merge(size.namespace(), size, (one, other) -> one.entries() >= other.entries() ? one : other);
                }
            }
        }
        updateNamespaces();
        held.addTo(sizes);
        Map<String, Meter> all = meters.namespaces();
        sizes.keySet().forEach(name -> all.computeIfAbsent(name, meters::of));
        List<NamespaceFigures> namespaces = new ArrayList<>();
        all.forEach((name, meter) -> {
            NamespaceSize size = sizes.getOrDefault(name, new NamespaceSize(name, 0, 0));
            namespaces.add(new NamespaceFigures(
                    name, size.entries(), size.bytes(), meter.total(), meter.minute(), meter.quarter()));
        });
        return new CacheStatistics(tiers, namespaces);
    }
}
