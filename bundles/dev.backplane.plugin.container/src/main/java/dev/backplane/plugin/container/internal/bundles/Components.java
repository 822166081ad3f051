package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.Secrets;
import dev.backplane.plugin.container.internal.bundles.BundleDetail.DsComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The Declarative Services components of bundles. Thread-safe: it keeps nothing. */
public final class Components {

    private static final int FAILURE_CHARACTERS = 1_000;

    private final ServiceComponentRuntime runtime;

    public Components(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    List<DsComponent> of(Bundle bundle) {
        return runtime.getComponentDescriptionDTOs(bundle).stream()
                .map(this::component)
                .sorted(Comparator.comparing(DsComponent::name))
                .toList();
    }

    /** Returns the enabled components whose activation failed, or that wait for a service, by name. */
    public List<DsComponent> troubled() {
        return runtime.getComponentDescriptionDTOs().stream()
                .map(this::component)
                .filter(component -> component.enabled()
                        && !(component.failures().isEmpty()
                                && component.unsatisfied().isEmpty()))
                .sorted(Comparator.comparing(DsComponent::name))
                .toList();
    }

    private DsComponent component(ComponentDescriptionDTO description) {
        Collection<ComponentConfigurationDTO> configurations = runtime.getComponentConfigurationDTOs(description);
        return new DsComponent(
                description.name,
                runtime.isComponentEnabled(description),
                configurations.isEmpty()
                        ? "NOT_CONFIGURED"
                        : configurations.stream()
                                .map(configuration -> state(configuration.state))
                                .distinct()
                                .collect(Collectors.joining(", ")),
                configurations.stream()
                        .flatMap(configuration -> Arrays.stream(configuration.unsatisfiedReferences))
                        .map(reference ->
                                reference.target == null ? reference.name : reference.name + " " + reference.target)
                        .distinct()
                        .toList(),
                configurations.stream()
                        .map(configuration -> configuration.failure)
                        .filter(Objects::nonNull)
                        .map(failure -> Bounds.cut(Secrets.text(failure), FAILURE_CHARACTERS))
                        .toList());
    }

    private static String state(int state) {
        return switch (state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> "UNSATISFIED_CONFIGURATION";
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> "UNSATISFIED_REFERENCE";
            case ComponentConfigurationDTO.SATISFIED -> "SATISFIED";
            case ComponentConfigurationDTO.ACTIVE -> "ACTIVE";
            default -> "FAILED_ACTIVATION";
        };
    }
}
