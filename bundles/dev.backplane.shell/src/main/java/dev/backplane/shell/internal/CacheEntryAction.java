package dev.backplane.shell.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** What the commands share that are about one value in the cache, seen as text. */
abstract class CacheEntryAction extends McpAction {

    @Argument(name = "namespace", description = "The namespace, such as results", required = true)
    @Completion(NamespaceNames.class)
    String namespace = "";

    @Argument(index = 1, name = "key", description = "The key within the namespace", required = true)
    String key = "";

    @Reference(optional = true)
    @Nullable
    Cache cache;

    /** Returns the namespace, in which values live for so many seconds. */
    final CacheView<String> view(long seconds) throws CommandException {
        try {
            return need(cache, "the cache")
                    .namespace(namespace, CachePolicy.live(Duration.ofSeconds(seconds)))
                    .as(CacheConverter.text());
        } catch (IllegalArgumentException e) {
            throw failure(e.getMessage());
        }
    }

    /** Prints a value, and what is known of it. */
    final void print(Cached<String> cached, boolean withText) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("namespace", namespace);
        values.put("key", key);
        values.put("etag", cached.etag());
        values.put("bytes", cached.length());
        values.put("created", Instant.ofEpochMilli(cached.created()).toString());
        if (cached.expires() != Long.MAX_VALUE) {
            values.put("expires", Instant.ofEpochMilli(cached.expires()).toString());
        }
        values.put("stale", cached.stale());
        if (withText) {
            values.put("text", cached.value());
        }
        if (json) {
            out.println(JsonText.line(values));
        } else {
            values.forEach((name, value) -> out.println(Table.clean(name + ": " + value)));
        }
    }
}
