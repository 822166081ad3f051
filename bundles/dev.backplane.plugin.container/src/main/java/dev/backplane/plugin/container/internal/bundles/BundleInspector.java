package dev.backplane.plugin.container.internal.bundles;

import static dev.backplane.plugin.container.internal.Bounds.first;

import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.Secrets;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.Registered;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.Totals;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.Used;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Looks into one bundle. Thread-safe: it keeps nothing. */
final class BundleInspector {

    private static final int HEADER_CHARACTERS = 1_000;

    /** Headers that tell what a bundle is; what it imports and exports shows in its wiring. */
    private static final List<String> HEADERS = List.of(
            Constants.BUNDLE_NAME,
            Constants.BUNDLE_DESCRIPTION,
            Constants.BUNDLE_VENDOR,
            "Bundle-License",
            Constants.BUNDLE_ACTIVATOR,
            Constants.BUNDLE_ACTIVATIONPOLICY,
            Constants.FRAGMENT_HOST,
            Constants.DYNAMICIMPORT_PACKAGE,
            Constants.BUNDLE_CLASSPATH,
            "Service-Component",
            "Bnd-LastModified",
            "Build-Jdk-Spec");

    private final Bundles bundles;
    private final Components components;

    BundleInspector(Bundles bundles, ServiceComponentRuntime runtime) {
        this.bundles = bundles;
        this.components = new Components(runtime);
    }

    /** Looks into the bundle; no list is longer than {@code limit}. */
    BundleDetail detail(Bundle bundle, int limit) {
        Wiring wiring = new Wiring(bundle);
        List<String> missing = wiring.missing(bundles.all());
        List<BundleDetail.Import> imports = wiring.imports();
        List<BundleDetail.Export> exports = wiring.exports();
        List<BundleDetail.Requirement> requirements = wiring.requirements();
        List<Registered> registered = registered(bundle);
        List<Used> used = used(bundle);
        List<BundleDetail.DsComponent> ds = components.of(bundle);
        BundleSummary summary = Bundles.summary(bundle);
        return new BundleDetail(
                summary.id(),
                summary.symbolicName(),
                summary.version(),
                summary.state(),
                summary.fragment(),
                Secrets.text(bundle.getLocation()),
                Instant.ofEpochMilli(bundle.getLastModified()),
                headers(bundle),
                first(missing, limit),
                first(imports, limit),
                first(exports, limit),
                first(requirements, limit),
                first(registered, limit),
                first(used, limit),
                first(ds, limit),
                new Totals(
                        missing.size(),
                        imports.size(),
                        exports.size(),
                        requirements.size(),
                        registered.size(),
                        used.size(),
                        ds.size()));
    }

    private static Map<String, String> headers(Bundle bundle) {
        Dictionary<String, String> all = bundle.getHeaders("");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS) {
            String value = all.get(name);
            if (value != null) {
                headers.put(name, Bounds.cut(value, HEADER_CHARACTERS));
            }
        }
        return headers;
    }

    private static List<Registered> registered(Bundle bundle) {
        return stream(bundle.getRegisteredServices())
                .map(service -> new Registered(
                        id(service),
                        interfaces(service),
                        service.getUsingBundles() == null
                                ? List.of()
                                : Arrays.stream(service.getUsingBundles())
                                        .map(Bundles::label)
                                        .toList()))
                .sorted(Comparator.comparingLong(Registered::id))
                .toList();
    }

    private static List<Used> used(Bundle bundle) {
        return stream(bundle.getServicesInUse())
                .filter(service -> service.getBundle() != null)
                .map(service -> new Used(id(service), interfaces(service), Bundles.label(service.getBundle())))
                .sorted(Comparator.comparingLong(Used::id))
                .toList();
    }

    private static Stream<ServiceReference<?>> stream(ServiceReference<?> @Nullable [] services) {
        return services == null ? Stream.empty() : Arrays.stream(services);
    }

    static long id(ServiceReference<?> service) {
        return service.getProperty(Constants.SERVICE_ID) instanceof Long id ? id : -1;
    }

    static List<String> interfaces(ServiceReference<?> service) {
        return service.getProperty(Constants.OBJECTCLASS) instanceof String[] names ? List.of(names) : List.of();
    }
}
