package dev.backplane.checklist.internal.natives;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether a bundle of the platform, or one that it uses, brings libraries that are not Java. For one thread. */
@Component(service = Check.class)
public final class Libraries extends RosterCheck {

    private static final String OURS = "dev.backplane.";

    /** No call goes through it, and Karaf's shell draws on the terminal with native code. */
    private static final String SHELL = OURS + "shell";

    private final BundleContext context;

    /** What was found in a bundle as it was last modified: looking through its files is dear. */
    private Map<Bundle, Map.Entry<Long, Boolean>> known = new HashMap<>();

    @Activate
    public Libraries(BundleContext context) {
        super("native.libraries");
        this.context = context;
    }

    @Override
    public Measurement measure() throws IOException {
        Map<Bundle, Map.Entry<Long, Boolean>> now = new HashMap<>();
        for (Bundle bundle : Wired.closure(Arrays.stream(context.getBundles()).filter(Libraries::ours))) {
            Map.Entry<Long, Boolean> before = known.get(bundle);
            now.put(
                    bundle,
                    before != null && before.getKey() == bundle.getLastModified()
                            ? before
                            : Map.entry(bundle.getLastModified(), Wired.bringsLibraries(bundle)));
        }
        known = now;
        List<Bundle> with = now.entrySet().stream()
                .filter(each -> each.getValue().getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return Measurement.of(
                        with.size(),
                        "bundles with native code",
                        "0 of those that the platform uses",
                        Verdict.below(with.size(), 1, 1))
                .saying(now.size() + " bundles looked at"
                        + (with.isEmpty()
                                ? ""
                                : "; "
                                        + with.stream()
                                                .map(Bundle::getSymbolicName)
                                                .toList())
                        + "; others in the process: "
                        + Wired.mapped().size())
                .remedy(
                        with.isEmpty()
                                ? null
                                : Action.command("bundle:uninstall "
                                        + with.get(with.size() - 1).getBundleId()));
    }

    private static boolean ours(Bundle bundle) {
        String name = String.valueOf(bundle.getSymbolicName());
        return name.startsWith(OURS) && !name.equals(SHELL);
    }
}
