package dev.backplane.plugin.container.internal.log;

import dev.backplane.plugin.container.internal.ContainerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Where the log file lies: that of the root logger's first appender that has a file, as Pax Logging is configured; else
 * Karaf's default. Thread-safe.
 */
@Component(service = LogLocation.class)
public final class LogLocation implements Supplier<Path> {

    /** The configuration that says where the log goes. */
    static final String PID = "org.ops4j.pax.logging";

    private static final String REFERENCE = "log4j2.rootLogger.appenderRef.";
    private static final String APPENDER = "log4j2.appender.";

    private final BundleContext context;
    private final ConfigurationAdmin admin;

    @Activate
    public LogLocation(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

    @Override
    public Path get() {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + PID + ")");
            Dictionary<String, Object> properties = found == null ? null : found[0].getProperties();
            return Optional.ofNullable(properties)
                    .flatMap(LogLocation::configured)
                    .orElseGet(this::usual)
                    .toAbsolutePath();
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
            return usual().toAbsolutePath();
        }
    }

    /** Returns the file of the first appender of the root logger that has one, if its name needs no more resolving. */
    static Optional<Path> configured(Dictionary<String, Object> properties) {
        return Collections.list(properties.keys()).stream()
                .filter(key -> key.startsWith(REFERENCE) && key.endsWith(".ref"))
                .sorted()
                .flatMap(key -> appenderFile(properties, String.valueOf(properties.get(key))).stream())
                .findFirst();
    }

    private static Optional<Path> appenderFile(Dictionary<String, Object> properties, String appenderName) {
        return Collections.list(properties.keys()).stream()
                .filter(key -> key.startsWith(APPENDER) && key.endsWith(".name"))
                .filter(key -> appenderName.equals(properties.get(key)))
                .map(key -> properties.get(key.substring(0, key.length() - ".name".length()) + ".fileName"))
                .filter(file -> file != null && !file.toString().contains("${"))
                .map(file -> Path.of(file.toString()))
                .findFirst();
    }

    private Path usual() {
        String folder = context.getProperty("karaf.log");
        if (folder != null) {
            return Path.of(folder, "karaf.log");
        }
        @Nullable String data = context.getProperty("karaf.data");
        if (data == null) {
            throw new ContainerException(
                    "no log file: neither the configuration " + PID + " nor karaf.log nor karaf.data names one");
        }
        return Path.of(data, "log", "karaf.log");
    }
}
