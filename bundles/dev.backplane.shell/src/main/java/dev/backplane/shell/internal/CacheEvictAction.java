package dev.backplane.shell.internal;

import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code mcp:cache-evict}: forgets one value. */
@Service
@Command(
        scope = "mcp",
        name = "cache-evict",
        description = "Forgets a value in all tiers of the cache, and what was made from it")
public final class CacheEvictAction extends CacheEntryAction {

    @Override
    void run() throws CommandException {
        view(1).remove(key);
        out.println(
                json
                        ? JsonText.line(Map.of("evicted", key))
                        : Table.clean("Nothing is under " + key + " in " + namespace + " any more"));
    }
}
