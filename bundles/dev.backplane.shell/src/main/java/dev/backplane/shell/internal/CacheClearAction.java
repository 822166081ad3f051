package dev.backplane.shell.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CachePolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:cache-clear}: forgets a namespace, or what has a tag. */
@Service
@Command(
        scope = "mcp",
        name = "cache-clear",
        description = "Forgets what the cache has of a namespace, or what has a tag, and all that was made from it")
public final class CacheClearAction extends McpAction {

    @Argument(name = "namespace", description = "The namespace, such as results")
    @Completion(NamespaceNames.class)
    @Nullable
    String namespace;

    @Option(name = "--tag", description = "The tag, in all namespaces")
    @Nullable
    String tag;

    @Reference(optional = true)
    @Nullable
    Cache cache;

    @Override
    void run() throws CommandException {
        Cache there = need(cache, "the cache");
        Map<String, Object> cleared = new LinkedHashMap<>();
        if (namespace != null && tag == null) {
            try {
                there.namespace(namespace, CachePolicy.live(Duration.ofMillis(1)))
                        .clear();
            } catch (IllegalArgumentException e) {
                throw failure(e.getMessage());
            }
            cleared.put("namespace", namespace);
        } else if (tag != null && namespace == null) {
            there.invalidate(tag);
            cleared.put("tag", tag);
        } else {
            throw failure("either a namespace or --tag is needed");
        }
        out.println(
                json
                        ? JsonText.line(Map.of("cleared", cleared))
                        : Table.clean("Cleared " + (tag == null ? "namespace " + namespace : "tag " + tag)));
    }
}
