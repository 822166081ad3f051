package dev.backplane.plugin.container.internal.config;

import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.Secrets;
import dev.backplane.plugin.container.internal.Uris;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Reads configurations, and never makes one. Thread-safe: it keeps nothing. */
public final class Configurations {

    private final ConfigurationAdmin admin;

    public Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    static String uri(String pid) {
        return "config://" + Uris.encode(pid);
    }

    /** Returns all configurations that have properties, by PID. */
    public List<ConfigurationDetail> all() {
        Configuration[] found;
        try {
            found = admin.listConfigurations(null);
        } catch (IOException | InvalidSyntaxException e) {
            throw new ContainerException("cannot read the configurations: " + e.getMessage());
        }
        return found == null
                ? List.of()
                : Arrays.stream(found)
                        .flatMap(configuration -> detail(configuration).stream())
                        .sorted(Comparator.comparing(ConfigurationDetail::pid))
                        .toList();
    }

    public Optional<ConfigurationDetail> byPid(String pid) {
        return all().stream()
                .filter(configuration -> configuration.pid().equals(pid))
                .findFirst();
    }

    /** Returns the configuration with its secrets masked; nothing where it has been deleted meanwhile. */
    private static Optional<ConfigurationDetail> detail(Configuration configuration) {
        try {
            Dictionary<String, Object> dictionary = configuration.getProperties();
            if (dictionary == null) {
                return Optional.empty();
            }
            Map<String, Object> properties = new TreeMap<>(Secrets.properties(dictionary));
            properties.keySet().removeAll(List.of(Constants.SERVICE_PID, ConfigurationAdmin.SERVICE_FACTORYPID));
            return Optional.of(new ConfigurationDetail(
                    configuration.getPid(),
                    configuration.getFactoryPid(),
                    location(configuration),
                    configuration.getChangeCount(),
                    properties));
        } catch (IllegalStateException deleted) {
            return Optional.empty();
        }
    }

    private static @Nullable String location(Configuration configuration) {
        String location = configuration.getBundleLocation();
        return location == null ? null : Secrets.text(location);
    }
}
