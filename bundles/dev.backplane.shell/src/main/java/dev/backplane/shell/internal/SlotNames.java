package dev.backplane.shell.internal;

import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes the names of slots. */
@Service
public final class SlotNames implements Completer {

    @Reference(optional = true)
    @Nullable
    Slots slots;

    static List<String> of(Slots slots) {
        return slots.states().stream().map(SlotState::name).toList();
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return slots == null ? -1 : new StringsCompleter(of(slots)).complete(session, line, candidates);
    }
}
