package dev.backplane.itests.swap;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.RegistryTool;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Swaps parts by the shell, as people do, and sums up what the platform says of it. For one thread. */
final class Swapper {
    /** The longest that any call may take in the proof, and on a machine that does other things besides. */
    static final double BAR_MILLIS = Settings.proof() ? 250 : 2_000;

    private static final String FIXTURE = "dev.backplane.itests.fixture";

    private final Distribution backplane;
    private final List<JsonObject> swaps = new ArrayList<>();

    Swapper(Distribution backplane) {
        this.backplane = backplane;
    }

    /** The instance for swaps, with the fixture in it. */
    static Distribution distribution() {
        Distribution shared = Distribution.swaps();
        synchronized (shared) {
            if (!shared.shell("bundle:list -s").contains(FIXTURE)) {
                install(shared);
            }
        }
        return shared;
    }

    /** Installs the fixture. */
    static void install(Distribution backplane) {
        backplane.shell("bundle:install -s " + TestBundle.of(RegistryTool.class).toUri());
    }

    /** Lets sessions hibernate that are idle for so long; 0: as long as usual. */
    static void hibernate(Distribution backplane, long millis) {
        backplane.shell("config:property-set -p dev.backplane.engine sessionHibernateMillis "
                + (millis == 0 ? 30_000 : millis));
    }

    /** How often a session woke. */
    static long wakings(Distribution backplane) {
        return JsonParser.parseString(backplane.shell("mcp:sessions --json --limit 1"))
                .getAsJsonObject()
                .getAsJsonObject("statistics")
                .get("wakings")
                .getAsLong();
    }

    /** In the proof the first number, otherwise the second. */
    static int times(int proof, int otherwise) {
        return Settings.proof() ? proof : otherwise;
    }

    /** Makes these variants active, one after the other. */
    void use(String slot, List<String> variants) {
        StringBuilder commands = new StringBuilder();
        variants.forEach(variant -> commands.append("mcp:slot-use --json ")
                .append(slot)
                .append(' ')
                .append(variant)
                .append(';'));
        run(commands.toString());
    }

    /** Runs commands, and takes in what those say that swap with {@code --json}. */
    void run(String commands) {
        backplane
                .shell(commands)
                .lines()
                .filter(line -> line.startsWith("{"))
                .forEach(line -> swaps.add(JsonParser.parseString(line).getAsJsonObject()));
    }

    /** How many swaps there were. */
    int count() {
        return swaps.size();
    }

    /** What the platform says of a slot. */
    static JsonObject state(Distribution backplane, String slot) {
        JsonArray all =
                JsonParser.parseString(backplane.shell("mcp:slots --json")).getAsJsonArray();
        for (JsonElement each : all) {
            if (each.getAsJsonObject().get("slot").getAsString().equals(slot)) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError("no slot " + slot + " in " + all);
    }

    /** Calls a tool of the fixture, and gives the text that it answers with; fails if the tool does. */
    static String ask(Distribution backplane, String tool, String arguments) {
        try {
            String body = Probe.call(backplane.endpoint(), tool, arguments, 120);
            JsonObject result = JsonParser.parseString(body.startsWith("{") ? body : last(body))
                    .getAsJsonObject()
                    .getAsJsonObject("result");
            String text = result.getAsJsonArray("content")
                    .get(0)
                    .getAsJsonObject()
                    .get("text")
                    .getAsString();
            if (result.has("isError") && result.get("isError").getAsBoolean()) {
                throw new AssertionError(tool + " " + arguments + " answered " + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String last(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .substring("data: ".length());
    }

    @Override
    public String toString() {
        double moved = sum(each -> each.get("moved").getAsDouble());
        double seconds = sum(each -> each.get("tookMillis").getAsDouble()) / 1e3;
        return String.format(
                Locale.ROOT,
                "%d swaps in %.1f s: %.0f entries moved, %.0f a second, %.0f again; %.0f calls held, the longest for %.1f ms",
                swaps.size(),
                seconds,
                moved,
                moved / seconds,
                sum(each -> each.get("again").getAsDouble()),
                sum(each -> each.get("callsHeld").getAsDouble()),
                swaps.stream()
                        .mapToDouble(each -> each.get("longestPauseMillis").getAsDouble())
                        .max()
                        .orElse(0));
    }

    private double sum(ToDoubleFunction<JsonObject> figure) {
        return swaps.stream().mapToDouble(figure).sum();
    }

    /** Prints the figures of a proof, to the standard output and to {@code target/swaps/NAME.txt}. */
    static void report(String name, Object... parts) {
        StringBuilder text =
                new StringBuilder("==== ").append(name).append(Settings.proof() ? " (proof)" : " (short form)");
        for (Object part : parts) {
            text.append("\n  ").append(part);
        }
        System.out.println(text);
        try {
            Path file = Settings.target().resolve("swaps").resolve(name + ".txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
