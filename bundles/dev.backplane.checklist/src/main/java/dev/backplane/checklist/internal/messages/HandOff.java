package dev.backplane.checklist.internal.messages;

import dev.backplane.checklist.internal.Recent;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.tool.ToolActivity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How long tools have held up I/O threads. For one thread. */
@Component(service = Check.class)
public final class HandOff extends RosterCheck {

    private static final double MODERATE_PERCENT = 1;

    private final Registry registry;
    private final Settings settings;
    private final Map<String, Recent> tools = new HashMap<>();

    @Activate
    public HandOff(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Settings settings) {
        super("messages.hand-off");
        this.registry = registry;
        this.settings = settings;
    }

    @Override
    public Measurement measure() {
        Set<String> there = new HashSet<>();
        double[] sum = new double[1];
        double[] most = new double[1];
        String[] worst = {""};
        try (Stream<Entry> all = registry.entries(ToolActivity.KIND)) {
            all.forEach(entry -> {
                if (entry.value() instanceof ToolActivity tool) {
                    String name = entry.key().name();
                    there.add(name);
                    Recent recent = tools.computeIfAbsent(name, none -> new Recent());
                    double share = recent.growth(tool.heldUpNanos(), settings.windowMillis()) / 1e7 / recent.seconds();
                    if (recent.seconds() < 1e-3) {
                        return;
                    }
                    sum[0] += share;
                    if (share > most[0]) {
                        most[0] = share;
                        worst[0] = name;
                    }
                }
            });
        }
        tools.keySet().retainAll(there);
        return Measurement.of(
                        sum[0],
                        "% of an I/O thread",
                        "held up under 1 %",
                        Verdict.below(sum[0], MODERATE_PERCENT, 10 * MODERATE_PERCENT))
                .saying(
                        worst[0].isEmpty()
                                ? there.size() + " tools, none long"
                                : String.format(Locale.ROOT, "most by %s: %.2f %%", worst[0], most[0]))
                .remedy(Action.advice("declare the tool " + worst[0] + " blocking (ToolInfo.blocking())"));
    }
}
