package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.Secrets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Lists the services. Thread-safe. */
@Component
public final class ServicesListTool implements Tool<ServicesListTool.Query> {

    private final BundleContext context;

    public record Query(
            @Param("A part of the name of an interface that the service is registered under, in any case") @Nullable
            String interfaceName,

            @Param("An LDAP filter over the service's properties, such as (service.ranking>=1); secrets cannot be"
                    + " searched for")
            @Nullable
            String filter,

            @Param(value = "Only services of the bundle with this id", minimum = 0) @Nullable
            Long bundle,

            @Param(value = Bounds.LIMIT, minimum = 1, maximum = Bounds.MAX_LIMIT, defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    public record Service(
            long id,
            List<String> interfaces,
            @Param("The bundle that registered it") String bundle,
            @Param("The bundles that use it") List<String> usedBy,
            @Param("Its other properties, secrets masked") Map<String, Object> properties) {}

    public record Listing(
            @Param("Services in the container") int total,

            @Param("Services that match; where this is more than the list holds, the list is cut")
            int matching,

            List<Service> services) {}

    @Activate
    public ServicesListTool(BundleContext context) {
        this.context = context;
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("services_list", Query.class)
                .title("List services")
                .description("Lists the OSGi services of the running container, who registered them and who uses them;"
                        + " chosen by interface, bundle or LDAP filter.")
                .output(Listing.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext call) throws InvalidSyntaxException {
        Filter filter = filter(query.filter());
        ServiceReference<?>[] found = context.getAllServiceReferences(null, null);
        List<ServiceReference<?>> all = found == null ? List.of() : List.of(found);
        List<Service> matching = all.stream()
                .filter(reference -> query.bundle() == null || isOf(reference, query.bundle()))
                .flatMap(ServicesListTool::service)
                .filter(service ->
                        service.interfaces().stream().anyMatch(name -> Bounds.contains(name, query.interfaceName())))
                .filter(service -> filter == null || matches(filter, service))
                .sorted(Comparator.comparingLong(Service::id))
                .toList();
        return ToolResult.structured(new Listing(all.size(), matching.size(), Bounds.first(matching, query.limit())));
    }

    private static boolean isOf(ServiceReference<?> reference, long bundle) {
        return reference.getBundle() != null && reference.getBundle().getBundleId() == bundle;
    }

    private static @Nullable Filter filter(@Nullable String text) {
        try {
            return text == null ? null : FrameworkUtil.createFilter(text);
        } catch (InvalidSyntaxException e) {
            throw ContainerException.badArgument("filter", text, "an LDAP filter: " + e.getMessage());
        }
    }

    /** Matches against the masked properties alone, so that no one can guess a secret by asking for it. */
    private static boolean matches(Filter filter, Service service) {
        Hashtable<String, Object> properties = new Hashtable<>(service.properties());
        properties.put(Constants.SERVICE_ID, service.id());
        properties.put(Constants.OBJECTCLASS, service.interfaces().toArray(String[]::new));
        return filter.match(properties);
    }

    /** Returns the service, or nothing where it has gone meanwhile. */
    private static Stream<Service> service(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return Stream.empty();
        }
        Map<String, Object> properties = Secrets.properties(reference.getProperties());
        properties.keySet().removeAll(List.of(Constants.SERVICE_ID, Constants.OBJECTCLASS));
        Bundle[] users = reference.getUsingBundles();
        return Stream.of(new Service(
                BundleInspector.id(reference),
                BundleInspector.interfaces(reference),
                Bundles.label(bundle),
                users == null
                        ? List.of()
                        : Arrays.stream(users).map(Bundles::label).toList(),
                properties));
    }
}
