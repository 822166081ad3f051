package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.Param;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A bundle with its wiring. Each list is cut to the caller's limit; {@code totals} says how long it is.
 */
public record BundleDetail(
        long id,
        String symbolicName,
        String version,
        BundleState state,
        boolean fragment,
        String location,
        Instant lastModified,
        Map<String, String> headers,

        @Param("Requirements that no bundle satisfies: why the bundle does not resolve")
        List<String> missing,

        @Param("Packages that other bundles provide to it") List<Import> imports,

        @Param("Packages that it provides, and the bundles that use them")
        List<Export> exports,

        @Param("Its other wires to providers: hosts, extenders, required bundles")
        List<Requirement> requirements,

        List<Registered> servicesRegistered,
        List<Used> servicesUsed,
        @Param("Its Declarative Services components") List<DsComponent> components,
        @Param("How many there are in all, list by list") Totals totals) {

    /** A package that another bundle provides. */
    public record Import(String name, String version, String bundle) {}

    /** A package provided to others. */
    public record Export(String name, String version, List<String> usedBy) {}

    /** A wire other than a package's. */
    public record Requirement(String namespace, String capability, String bundle) {}

    /** A service that the bundle registers. */
    public record Registered(long id, List<String> interfaces, List<String> usedBy) {}

    /** A service that the bundle uses. */
    public record Used(long id, List<String> interfaces, String bundle) {}

    /**
     * A Declarative Services component.
     *
     * @param state of its configurations; {@code NOT_CONFIGURED} where it has none
     */
    public record DsComponent(
            String name,
            boolean enabled,
            String state,

            @Param("References that are not satisfied, with their target filter")
            List<String> unsatisfied,

            @Param("Why its activation failed") List<String> failures) {}

    /** How long the lists are before they are cut. */
    public record Totals(
            int missing,
            int imports,
            int exports,
            int requirements,
            int servicesRegistered,
            int servicesUsed,
            int components) {}
}
