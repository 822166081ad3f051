package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.plugin.container.internal.bundles.BundleDetail.Export;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.Import;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.Requirement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Namespace;

/** Who is wired to whom. Immutable; what it reads may change between two calls. */
final class Wiring {

    private final Bundle bundle;
    private final @Nullable BundleWiring wiring;

    Wiring(Bundle bundle) {
        this.bundle = bundle;
        this.wiring = bundle.adapt(BundleWiring.class);
    }

    List<Import> imports() {
        return required()
                .filter(Wiring::isPackage)
                .map(wire -> new Import(
                        packageName(wire.getCapability()),
                        version(wire.getCapability()),
                        Bundles.label(wire.getProvider().getBundle())))
                .sorted(Comparator.comparing(Import::name))
                .toList();
    }

    List<Requirement> requirements() {
        return required()
                .filter(wire -> !isPackage(wire))
                .map(wire -> new Requirement(
                        wire.getCapability().getNamespace(),
                        String.valueOf(wire.getCapability()
                                .getAttributes()
                                .getOrDefault(wire.getCapability().getNamespace(), "")),
                        Bundles.label(wire.getProvider().getBundle())))
                .sorted(Comparator.comparing(Requirement::namespace).thenComparing(Requirement::capability))
                .toList();
    }

    List<Export> exports() {
        if (wiring == null) {
            return List.of();
        }
        Map<BundleCapability, List<String>> users = wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .collect(Collectors.groupingBy(
                        BundleWire::getCapability,
                        Collectors.mapping(
                                wire -> Bundles.label(wire.getRequirer().getBundle()), Collectors.toList())));
        return wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(capability -> new Export(
                        packageName(capability),
                        version(capability),
                        users.getOrDefault(capability, List.of()).stream()
                                .sorted()
                                .toList()))
                .sorted(Comparator.comparing(Export::name))
                .toList();
    }

    /**
     * Returns the mandatory requirements that none of the bundles' declared capabilities satisfies. What is missing
     * further down, in a bundle that would provide one, shows at that bundle.
     */
    List<String> missing(List<Bundle> bundles) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (wiring != null || revision == null) {
            return List.of();
        }
        List<BundleCapability> capabilities =
                bundles.stream().flatMap(Wiring::offered).toList();
        return revision.getDeclaredRequirements(null).stream()
                .filter(Wiring::isMandatory)
                .filter(requirement -> capabilities.stream().noneMatch(requirement::matches))
                .map(requirement -> requirement.getNamespace() + ": "
                        + requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "any"))
                .sorted()
                .toList();
    }

    private static Stream<BundleCapability> offered(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        // a host's wiring has its fragments' capabilities as well
        return Stream.concat(
                revision == null ? Stream.empty() : revision.getDeclaredCapabilities(null).stream(),
                wiring == null ? Stream.empty() : wiring.getCapabilities(null).stream());
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        return !Namespace.RESOLUTION_OPTIONAL.equals(directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                && !PackageNamespace.RESOLUTION_DYNAMIC.equals(
                        directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                && directives
                        .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE)
                        .equals(Namespace.EFFECTIVE_RESOLVE);
    }

    private Stream<BundleWire> required() {
        List<BundleWire> wires = wiring == null ? null : wiring.getRequiredWires(null);
        return wires == null ? Stream.empty() : wires.stream();
    }

    private static boolean isPackage(BundleWire wire) {
        return wire.getCapability().getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE);
    }

    private static String packageName(BundleCapability capability) {
        return String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
    }

    private static String version(BundleCapability capability) {
        return String.valueOf(capability.getAttributes().getOrDefault(Constants.VERSION_ATTRIBUTE, "0.0.0"));
    }
}
