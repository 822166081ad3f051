package dev.backplane.shell.internal;

import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheStatistics.NamespaceFigures;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes the names of the cache's namespaces. */
@Service
public final class NamespaceNames implements Completer {

    @Reference(optional = true)
    @Nullable
    Cache cache;

    static List<String> of(Cache cache) {
        return cache.statistics().namespaces().stream()
                .map(NamespaceFigures::namespace)
                .toList();
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return cache == null ? -1 : new StringsCompleter(of(cache)).complete(session, line, candidates);
    }
}
