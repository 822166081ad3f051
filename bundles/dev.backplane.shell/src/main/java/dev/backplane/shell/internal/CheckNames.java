package dev.backplane.shell.internal;

import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Layer;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes the names of layers and checks. */
@Service
public final class CheckNames implements Completer {

    @Reference(optional = true)
    @Nullable
    Checklist checklist;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        Arrays.stream(Layer.values()).map(Layer::id).forEach(names.getStrings()::add);
        if (checklist != null) {
            checklist.report().results().stream().map(CheckResult::id).forEach(names.getStrings()::add);
        }
        return names.complete(session, line, candidates);
    }
}
