package dev.backplane.shell.internal;

import dev.backplane.api.cache.CachePolicy;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code mcp:cache-put}: puts a text into the cache. */
@Service
@Command(scope = "mcp", name = "cache-put", description = "Puts a text into the cache")
public final class CachePutAction extends CacheEntryAction {

    @Argument(index = 2, name = "text", description = "The value", required = true)
    String text = "";

    @Option(name = "--seconds", description = "How long it lives", valueToShowInHelp = "60")
    long seconds = 60;

    @Override
    void run() throws CommandException {
        long most = CachePolicy.MAX.toSeconds();
        if (seconds < 1 || seconds > most) {
            throw failure("--seconds is " + seconds + ", must be 1 to " + most);
        }
        print(view(seconds).put(key, text), false);
    }
}
