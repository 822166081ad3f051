package dev.backplane.itests.cache;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.cached.TierTool;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The active tier of a slot of an instance, through a tool. Thread-safe. */
final class Tier {

    private final Distribution instance;
    private final String slot;

    Tier(Distribution instance, String slot) {
        this.instance = instance;
        this.slot = slot;
    }

    /** What came of it, and how many milliseconds that took inside. */
    record Outcome(String text, long millis) {}

    /** What {@link #attempt} gives where nobody answers. */
    static final String SILENT = "silent";

    /** Does something to the tier as the tool does: what came of it, {@code failed} if the tier could not, or {@link #SILENT}. */
    String attempt(String act, String key, String value) {
        try {
            return act(act, key, value).text();
        } catch (UncheckedIOException e) {
            return SILENT;
        }
    }

    /** Installs the tool. */
    static void install(Distribution instance) {
        instance.shell("bundle:install -s " + TestBundle.of(TierTool.class).toUri());
    }

    Outcome put(String key, String value) {
        return act("put", key, value);
    }

    Outcome get(String key) {
        return act("get", key, "");
    }

    Outcome invalidate(String tag) {
        return act("invalidate", tag, "");
    }

    private Outcome act(String act, String key, String value) {
        JsonObject wish = new JsonObject();
        wish.addProperty("slot", slot);
        wish.addProperty("act", act);
        wish.addProperty("key", key);
        wish.addProperty("value", value);
        try {
            String text = JsonParser.parseString(Probe.call(instance.endpoint(), "tier", wish.toString()))
                    .getAsJsonObject()
                    .getAsJsonObject("result")
                    .getAsJsonArray("content")
                    .get(0)
                    .getAsJsonObject()
                    .get("text")
                    .getAsString();
            int space = text.lastIndexOf(' ');
            return new Outcome(text.substring(0, space), Long.parseLong(text.substring(space + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
