package dev.backplane.shell.internal;

import dev.backplane.spi.slot.Slots;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes the variants of the slot that stands before them on the line. */
@Service
public final class VariantNames implements Completer {

    @Reference(optional = true)
    @Nullable
    Slots slots;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        if (slots == null) {
            return -1;
        }
        List<String> before = Arrays.asList(line.getArguments()).subList(0, Math.max(0, line.getCursorArgumentIndex()));
        List<String> variants = slots.states().stream()
                .filter(state -> before.contains(state.name()))
                .flatMap(state -> state.variants().stream())
                .toList();
        return new StringsCompleter(variants).complete(session, line, candidates);
    }
}
