package dev.backplane.shell.internal;

import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapException;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:slot-use}: swaps what is active in a slot. */
@Service
@Command(
        scope = "mcp",
        name = "slot-use",
        description = "Makes a variant active in a slot, with the state of the one that is; keeps that over restarts")
public final class SlotUseAction extends McpAction {

    private static final long PROGRESS_NANOS = 500_000_000;

    @Argument(name = "slot", description = "The slot, such as registry", required = true)
    @Completion(SlotNames.class)
    String slot = "";

    @Argument(index = 1, name = "variant", description = "The variant, such as sharded", required = true)
    @Completion(VariantNames.class)
    String variant = "";

    @Reference(optional = true)
    @Nullable
    Slots slots;

    private @Nullable SlotPhase shown;
    private long shownAt;

    @Override
    void run() throws CommandException {
        try {
            Swap swap = need(slots, "the slots service").use(slot, variant, this::show);
            out.println(
                    json
                            ? JsonText.line(SwapText.json(swap))
                            : Table.clean("Slot " + slot + ": " + variant + " is active (" + SwapText.way(swap) + ", "
                                    + SwapText.figures(swap) + ")"));
        } catch (IllegalArgumentException | SwapException e) {
            throw failure(e.getMessage());
        }
    }

    private void show(SlotPhase phase, long done, long total) {
        long now = System.nanoTime();
        if (json || (phase == shown && now - shownAt < PROGRESS_NANOS)) {
            return;
        }
        shown = phase;
        shownAt = now;
        String name = phase.name().toLowerCase(Locale.ROOT);
        out.println(total == 0 ? name : name + " " + done + " of " + total);
    }
}
