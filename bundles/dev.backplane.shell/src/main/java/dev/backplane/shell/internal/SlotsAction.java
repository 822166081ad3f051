package dev.backplane.shell.internal;

import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:slots}: which implementation of each contract is active. */
@Service
@Command(scope = "mcp", name = "slots", description = "Shows the slots, and which variant is active in each")
public final class SlotsAction extends McpAction {

    @Reference(optional = true)
    @Nullable
    Slots slots;

    @Override
    void run() throws CommandException {
        List<SlotState> states = need(slots, "the slots service").states();
        if (json) {
            List<Object> all = new ArrayList<>();
            for (SlotState state : states) {
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("slot", state.name());
                if (state.active() != null) {
                    values.put("active", state.active());
                    values.put("since", Instant.ofEpochMilli(state.since()).toString());
                }
                values.put("variants", state.variants());
                all.add(values);
            }
            out.println(JsonText.line(all));
            return;
        }
        Table table = new Table("SLOT", "ACTIVE", "VARIANTS", "SINCE");
        for (SlotState state : states) {
            table.row(
                    state.name(),
                    state.active(),
                    state.variants().isEmpty() ? null : String.join(", ", state.variants()),
                    state.active() == null ? null : Instant.ofEpochMilli(state.since()));
        }
        table.print(out, width());
    }
}
