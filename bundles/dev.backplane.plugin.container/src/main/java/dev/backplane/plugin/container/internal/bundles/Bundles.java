package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.plugin.container.internal.Bounds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;

/** The bundles of the container, by id or by name. Thread-safe: it keeps nothing. */
public final class Bundles {

    private final BundleContext context;

    public Bundles(BundleContext context) {
        this.context = context;
    }

    /** Returns all bundles by ascending id. */
    public List<Bundle> all() {
        return Arrays.stream(context.getBundles())
                .sorted(Comparator.comparingLong(Bundle::getBundleId))
                .toList();
    }

    /** Returns the bundles whose symbolic name contains {@code name} and whose state is {@code state}; null: any. */
    public List<BundleSummary> matching(@Nullable String name, @Nullable BundleState state) {
        return all().stream()
                .map(Bundles::summary)
                .filter(bundle -> Bounds.contains(bundle.symbolicName(), name))
                .filter(bundle -> state == null || bundle.state() == state)
                .toList();
    }

    /** Returns the bundles that are not as they should be: neither active, nor a resolved fragment, nor lazily waiting. */
    public List<BundleSummary> notActive() {
        return all().stream()
                .filter(bundle -> !isFragment(bundle) || bundle.getState() != Bundle.RESOLVED)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE && !waitsLazily(bundle))
                .map(Bundles::summary)
                .toList();
    }

    public Optional<Bundle> byId(long id) {
        return Optional.ofNullable(context.getBundle(id));
    }

    /** Finds the bundle of that symbolic name, of the highest version where there are several. */
    public Optional<Bundle> byName(String symbolicName) {
        return all().stream()
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .max(Comparator.comparing(Bundle::getVersion));
    }

    /** Finds a bundle by its id, written in decimal, or else by its symbolic name. */
    public Optional<Bundle> find(String idOrName) {
        return idOrName.matches("\\d{1,18}") ? byId(Long.parseLong(idOrName)) : byName(idOrName);
    }

    static BundleSummary summary(Bundle bundle) {
        return new BundleSummary(
                bundle.getBundleId(),
                name(bundle),
                bundle.getVersion().toString(),
                BundleState.of(bundle),
                isFragment(bundle));
    }

    static String name(Bundle bundle) {
        return bundle.getSymbolicName() == null ? bundle.getLocation() : bundle.getSymbolicName();
    }

    /** The name and the id, as in {@code org.example.foo [12]}. */
    static String label(Bundle bundle) {
        return name(bundle) + " [" + bundle.getBundleId() + "]";
    }

    static boolean isFragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static boolean waitsLazily(Bundle bundle) {
        String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
        return bundle.getState() == Bundle.STARTING && policy != null && policy.startsWith(Constants.ACTIVATION_LAZY);
    }
}
