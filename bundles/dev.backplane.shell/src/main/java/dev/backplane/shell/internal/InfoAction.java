package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.transport.Endpoint;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:info}: the platform at a glance. What is missing is said in its line; the rest is shown. */
@Service
@Command(scope = "mcp", name = "info", description = "Shows the platform at a glance")
public final class InfoAction extends McpAction {

    private static final long TIMEOUT_MILLIS = 2_000;
    private static final long MEGABYTE = 1L << 20;

    @Reference(optional = true)
    @Nullable
    Endpoint endpoint;

    @Reference(optional = true, filter = Slot.ACTIVE_TARGET)
    @Nullable
    Codec codec;

    @Reference(optional = true, filter = Slot.ACTIVE_TARGET)
    @Nullable
    SessionStore sessions;

    @Reference(optional = true, filter = Slot.ACTIVE_TARGET)
    @Nullable
    Registry registry;

    @Override
    void run() throws CommandException, InterruptedException {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("version", version());
        info.put("uptimeMillis", ManagementFactory.getRuntimeMXBean().getUptime());
        protocol(info);
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

    /** Asks the engine itself, so that what is shown is what clients are told. */
    private void protocol(Map<String, Object> info) throws InterruptedException {
        if (endpoint == null || codec == null) {
            info.put("problem", (endpoint == null ? "the engine" : "an active codec") + " is not there now");
            return;
        }
        Map<String, Object> discovery = new Door(endpoint, codec, version())
                .call("server/discover", Map.of(), Map.of(), TIMEOUT_MILLIS, (method, params) -> {});
        if (discovery.get("supportedVersions") instanceof List<?> versions) {
            info.put("protocolVersions", versions);
        }
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

    private void line(String name, @Nullable Object value) {
        if (value != null) {
            out.println(Table.clean(String.format("%-18s%s", name, value)));
        }
    }
}
