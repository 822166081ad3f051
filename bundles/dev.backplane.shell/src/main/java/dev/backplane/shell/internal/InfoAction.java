package dev.backplane.shell.internal;

import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Transport;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code mcp:info}: the platform at a glance. What is missing is said in its line; the rest is shown. */
@Service
@Command(scope = "mcp", name = "info", description = "Shows the platform at a glance")
public final class InfoAction extends McpAction {

    private static final long MEGABYTE = 1L << 20;

    @Reference(optional = true)
    @Nullable
    Endpoint endpoint;

    @Nullable
    SessionStore sessions;

    @Nullable
    Registry registry;

    @Reference
    List<Transport> transports = List.of();

    @Override
    void run() {
        sessions = active(sessions, SessionStore.class);
        registry = active(registry, Registry.class);
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("version", version());
        info.put("uptimeMillis", ManagementFactory.getRuntimeMXBean().getUptime());
        info.put(
                "endpoints",
                transports.stream().map(InfoAction::address).sorted().toList());
        if (endpoint == null) {
            info.put("problem", "the engine is not there now; bundle:list shows what is missing");
        } else {
            info.put("protocolVersions", endpoint.protocolVersions());
        }
        if (sessions != null) {
            info.put("sessions", sessions.size());
        }
        if (registry != null) {
            info.put("registryEntries", registry.size());
        }
        jvm(info);
        if (json) {
            out.println(JsonText.line(info));
        } else {
            print(info);
        }
    }

    private static String address(Transport transport) {
        String address = transport.address();
        return address == null ? transport.name() + " (cannot be reached; log:display shows why)" : address;
    }

    private static void jvm(Map<String, Object> info) {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        Runtime memory = Runtime.getRuntime();
        info.put("jvm", runtime.getVmName() + " " + runtime.getVmVersion());
        info.put("heapUsedBytes", memory.totalMemory() - memory.freeMemory());
        info.put("heapMaxBytes", memory.maxMemory());
        info.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        info.put("processors", memory.availableProcessors());
    }

    private void print(Map<String, Object> info) {
        line("Version", info.get("version"));
        line("Uptime", ago(number(info, "uptimeMillis")));
        line("Problem", info.get("problem"));
        lines("Endpoints", info.get("endpoints"));
        if (info.get("protocolVersions") instanceof List<?> versions) {
            line(
                    "Protocol versions",
                    String.join(", ", versions.stream().map(String::valueOf).toList()));
        }
        line("Sessions", info.get("sessions"));
        line("Registry entries", info.get("registryEntries"));
        line("JVM", info.get("jvm"));
        line(
                "Heap",
                number(info, "heapUsedBytes") / MEGABYTE + " MiB used of at most "
                        + number(info, "heapMaxBytes") / MEGABYTE + " MiB");
        line("Threads", info.get("threads"));
        line("Processors", info.get("processors"));
    }

    private void lines(String name, @Nullable Object values) {
        if (values instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                line(i == 0 ? name : "", list.get(i));
            }
        }
    }

    private void line(String name, @Nullable Object value) {
        if (value != null) {
            out.println(Table.clean(String.format("%-19s%s", name, value)));
        }
    }
}
