package dev.backplane.shell.internal;

import dev.backplane.api.cache.Cached;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code mcp:cache-get}: shows one value in the cache. */
@Service
@Command(scope = "mcp", name = "cache-get", description = "Shows a value in the cache, as text, and when it goes")
public final class CacheGetAction extends CacheEntryAction {

    @Override
    void run() throws CommandException {
        Cached<String> cached = view(1).get(key);
        if (cached == null) {
            throw failure("the cache has nothing under " + key + " in " + namespace);
        }
        print(cached, true);
    }
}
