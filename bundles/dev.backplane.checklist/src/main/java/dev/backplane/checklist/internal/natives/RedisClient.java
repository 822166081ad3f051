package dev.backplane.checklist.internal.natives;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether the third cache tier alone needs a client of Redis. */
@Component(service = Check.class)
public final class RedisClient extends RosterCheck {

    private static final String TIER = "dev.backplane.cache.redis";
    private static final String CLIENT = "redis.clients.";

    private final BundleContext context;

    @Activate
    public RedisClient(BundleContext context) {
        super("native.redis");
        this.context = context;
    }

    @Override
    public Measurement measure() {
        List<Bundle> others = Arrays.stream(context.getBundles())
                .filter(bundle -> !TIER.equals(bundle.getSymbolicName())
                        && !String.valueOf(bundle.getSymbolicName()).startsWith(CLIENT)
                        && uses(bundle))
                .toList();
        return Measurement.of(
                        others.size(), "other bundles with a client of Redis", "0", Verdict.below(others.size(), 1, 1))
                .saying(
                        others.isEmpty()
                                ? "none but the tier"
                                : others.stream()
                                        .map(Bundle::getSymbolicName)
                                        .toList()
                                        .toString())
                .remedy(
                        others.isEmpty()
                                ? null
                                : Action.command("bundle:stop " + others.get(0).getBundleId()));
    }

    private static boolean uses(Bundle bundle) {
        if (bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
            return false;
        }
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring != null
                && wiring.getRequiredWires("osgi.wiring.package").stream()
                        .anyMatch(wire -> String.valueOf(
                                        wire.getCapability().getAttributes().get("osgi.wiring.package"))
                                .startsWith(CLIENT));
    }
}
