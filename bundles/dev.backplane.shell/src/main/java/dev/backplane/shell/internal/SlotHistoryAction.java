package dev.backplane.shell.internal;

import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:slot-history}: the last swaps. */
@Service
@Command(scope = "mcp", name = "slot-history", description = "Shows the last swaps, the latest at the end")
public final class SlotHistoryAction extends McpAction {

    @Argument(name = "slot", description = "Of this slot alone, such as registry")
    @Completion(SlotNames.class)
    @Nullable
    String slot;

    @Reference(optional = true)
    @Nullable
    Slots slots;

    @Override
    void run() throws CommandException {
        Slots there = need(slots, "the slots service");
        List<String> names = SlotNames.of(there);
        if (slot != null && !names.contains(slot)) {
            throw failure("there is no slot " + slot + ", only " + String.join(", ", names));
        }
        List<Swap> swaps = there.history().stream()
                .filter(swap -> slot == null || swap.slot().equals(slot))
                .toList();
        if (json) {
            out.println(JsonText.line(swaps.stream().map(SwapText::json).toList()));
            return;
        }
        Table table = new Table("STARTED", "SLOT", "FROM", "TO", "REASON", "RESULT");
        for (Swap swap : swaps) {
            table.row(
                    Instant.ofEpochMilli(swap.started()).truncatedTo(ChronoUnit.SECONDS),
                    swap.slot(),
                    swap.from(),
                    swap.to(),
                    swap.reason(),
                    SwapText.figures(swap));
        }
        table.print(out, width());
    }
}
