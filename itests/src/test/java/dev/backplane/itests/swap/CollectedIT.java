package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** After many swaps, and updates of the parts that do not serve, nothing of what has gone is left in the process. */
class CollectedIT {
    /** Seven swaps each. */
    private static final int ROUNDS = Swapper.times(15, 3);

    private static final int ROUNDS_AT_ONCE = 3;

    /** Until caches and pools have what they will have, and Karaf the 500 lines of log that it keeps. */
    private static final int ROUNDS_BEFORE = Swapper.times(15, ROUNDS_AT_ONCE);

    /** In one command, as each leaves threads of the shell behind for a while. */
    private static final String CLASS_LOADER = "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";

    private static final String CONNECTION = "io.undertow.server.protocol.http.HttpServerConnection";
    private static final int CONNECTIONS_MAX = 20;

    /**
     * Class loaders that are still held by somebody else when one looks, before as after: 0 to 2 were seen. A leak would grow
     * with the swaps, by several for each round.
     */
    private static final int LOADERS_HELD = 2;

    private static final String WORKER = "backplane-dispatch-n";

    /** Calls and tasks have as many each, and control two. */
    private static final long WORKERS_MAX =
            2 + 2 * Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

    private static final List<String> ONCE = List.of(
            "dev.backplane.registry.single.internal.SingleRegistry",
            "dev.backplane.registry.sharded.internal.ShardedRegistry",
            "dev.backplane.session.memory.internal.MemorySessionStore",
            "dev.backplane.session.disk.internal.DiskSessionStore",
            "dev.backplane.codec.gson.internal.GsonCodec",
            "dev.backplane.codec.jackson.internal.JacksonCodec",
            "dev.backplane.dispatch.pool.internal.PoolDispatcher");

    @Test
    void parts_afterManySwaps_areCollected() {
        Distribution backplane = Swapper.distribution();
        Swapper swapper = new Swapper(backplane);
        rounds(backplane, swapper, ROUNDS_BEFORE, 37);
        Holdings before = settled(backplane);

        rounds(backplane, swapper, ROUNDS, 41);

        settled(backplane);
        Await.until(
                "the collection of what was swapped",
                Duration.ofSeconds(30),
                () -> classLoaders(Holdings.objects(backplane)) <= classLoaders(before.objects()) + LOADERS_HELD);
        Holdings after = Holdings.of(backplane);
        Swapper.report(
                "collected",
                swapper,
                String.format("heap %.1f MB before, %.1f MB after", before.heap() / 1e6, after.heap() / 1e6),
                "class loaders " + before.count(CLASS_LOADER) + " before, " + after.count(CLASS_LOADER) + " after",
                "threads " + after.threads());
        for (String type : ONCE) {
            assertThat(after.count(type)).as("instances of %s", type).isEqualTo("1");
        }
        assertThat(withoutWorkers(after)).as("threads").isEqualTo(withoutWorkers(before));
        assertThat(after.threads().getOrDefault(WORKER, 0L)).as("workers").isLessThanOrEqualTo(WORKERS_MAX);
        List<String> files = new ArrayList<>(after.files());
        before.files().forEach(files::remove);
        assertThat(files).as("files that are open, and were not before").isEmpty();
        assertThat(after.heap()).as("bytes of heap").isLessThan(before.heap() * 105 / 100);
    }

    /** Looks when the connections of the load are forgotten, which takes as long as one may be idle. */
    private static Holdings settled(Distribution backplane) {
        Await.until("the end of the load's connections", Duration.ofSeconds(60), () -> {
            String open = Holdings.objects(backplane).get(CONNECTION);
            return open == null || Integer.parseInt(open) < CONNECTIONS_MAX;
        });
        return Holdings.of(backplane);
    }

    /** Returns what threads there are besides workers, whose number follows what was to be done lately. */
    private static Map<String, Long> withoutWorkers(Holdings holdings) {
        Map<String, Long> threads = new TreeMap<>(holdings.threads());
        threads.remove(WORKER);
        return threads;
    }

    private static int classLoaders(Map<String, String> objects) {
        return Integer.parseInt(objects.get(CLASS_LOADER));
    }

    private static void rounds(Distribution backplane, Swapper swapper, int rounds, int seed) {
        String round = round(backplane);
        try (Load load = Load.start(backplane, Mix.seeded(seed))) {
            for (int done = 0; done < rounds; done += ROUNDS_AT_ONCE) {
                swapper.run(round.repeat(ROUNDS_AT_ONCE));
            }
            History history = load.stop();
            Verdict.demandClean(history);
        }
    }

    /** One command, as each leaves threads of the shell behind for a while. */
    private static String round(Distribution backplane) {
        Path parts = backplane.home().resolve("system/dev/backplane");
        return "bundle:restart dev.backplane.dispatch.pool;"
                + thereAndBack(parts, "registry", "single", "sharded")
                + thereAndBack(parts, "codec", "gson", "jackson")
                + thereAndBack(parts, "session", "memory", "disk");
    }

    /** Swaps there and back; each of the two is updated while the other serves. */
    private static String thereAndBack(Path parts, String slot, String first, String second) {
        return use(slot, second) + update(parts, slot, first) + use(slot, first) + update(parts, slot, second);
    }

    private static String use(String slot, String variant) {
        return "mcp:slot-use --json " + slot + " " + variant + ";";
    }

    /** From the file: Karaf's handler of {@code mvn:} URLs keeps 13 KB of the heap for each that it opens. */
    private static String update(Path parts, String slot, String variant) {
        String name = "dev.backplane." + slot + "." + variant;
        try (Stream<Path> files = Files.walk(parts.resolve(name))) {
            Path jar = files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            return "bundle:update " + name + " " + jar.toUri() + ";";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
