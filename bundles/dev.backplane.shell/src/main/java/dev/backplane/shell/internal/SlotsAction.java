package dev.backplane.shell.internal;

import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:slots}: which implementation of each contract is active. */
@Service
@Command(scope = "mcp", name = "slots", description = "Shows the slots, what is active in each, and the last swap")
public final class SlotsAction extends McpAction {

    @Reference(optional = true)
    @Nullable
    Slots slots;

    @Override
    void run() throws CommandException {
        List<SlotState> states = need(slots, "the slots service").states();
        if (json) {
            List<Object> all = new ArrayList<>();
            states.forEach(state -> all.add(json(state)));
            out.println(JsonText.line(all));
            return;
        }
        Table table = new Table("SLOT", "ACTIVE", "VARIANTS", "STATE", "LAST SWAP");
        for (SlotState state : states) {
            table.row(
                    state.name(),
                    state.active(),
                    state.variants().isEmpty() ? null : String.join(", ", state.variants()),
                    phase(state),
                    state.lastSwap() == null
                            ? null
                            : SwapText.way(state.lastSwap()) + ", " + SwapText.figures(state.lastSwap()));
        }
        table.print(out, width());
        for (SlotState state : states) {
            if (state.problem() != null) {
                out.println(Table.clean("! " + state.name() + ": " + state.problem()));
            }
        }
    }

    private static String phase(SlotState state) {
        return state.phase().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> json(SlotState state) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("slot", state.name());
        if (state.active() != null) {
            values.put("active", state.active());
            values.put("since", Instant.ofEpochMilli(state.since()).toString());
        }
        values.put("phase", phase(state));
        values.put("variants", state.variants());
        if (state.lastSwap() != null) {
            values.put("lastSwap", SwapText.json(state.lastSwap()));
        }
        if (state.problem() != null) {
            values.put("problem", state.problem());
        }
        return values;
    }
}
