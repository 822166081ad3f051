package dev.backplane.metrics.internal;

import dev.backplane.spi.call.CallObserver;
import dev.backplane.spi.call.FinishedCall;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.tool.ToolActivity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Counts the requests by method, and those that call tools by tool. What clients make up, methods and names of tools, adds
 * nothing to the number of figures, and tools are counted one by one up to a bound. Thread-safe.
 */
@Component(
        service = {CallObserver.class, CallMeters.class},
        configurationPid = "dev.backplane.metrics")
@Designate(ocd = MetricsConfig.class)
public final class CallMeters implements CallObserver, Source {

    private static final String CALL = "tools/call";
    /** No tool can have this name. */
    private static final String OTHER = "(other)";

    private final Map<String, Series> methods = FinishedCall.METHODS.stream()
            .collect(Collectors.toUnmodifiableMap(Function.identity(), none -> new Series()));

    private final Series otherMethods = new Series();
    private final Series otherTools = new Series();
    private final ConcurrentHashMap<String, Series> tools = new ConcurrentHashMap<>();
    private final Parts parts;
    private volatile int toolsMax;

    @Activate
    public CallMeters(@Reference Parts parts, MetricsConfig config) {
        this.parts = parts;
        this.toolsMax = bounded(config);
    }

    @Modified
    void modified(MetricsConfig config) {
        toolsMax = bounded(config);
    }

    private static int bounded(MetricsConfig config) {
        int max = config.toolsMax();
        if (max < 0 || max > MetricsConfig.TOOLS_MAX) {
            throw new IllegalArgumentException(
                    "dev.backplane.metrics: toolsMax = " + max + " is outside of 0 to " + MetricsConfig.TOOLS_MAX);
        }
        return max;
    }

    @Override
    public void ended(FinishedCall call) {
        series(call).add(call.end(), call.tookNanos());
    }

    /** A call of a tool is counted with the tool alone; those are added up when they are read. */
    private Series series(FinishedCall call) {
        String method = call.method();
        String tool = method.equals(CALL) ? call.name() : null;
        if (tool == null) {
            return methods.getOrDefault(method, otherMethods);
        }
        Series series = tools.get(tool);
        return series == null ? added(tool) : series;
    }

    private synchronized Series added(String tool) {
        Series series = tools.get(tool);
        if (series == null) {
            if (tools.size() >= toolsMax) {
                return otherTools;
            }
            series = new Series();
            tools.put(tool, series);
        }
        return series;
    }

    @Override
    public void read(Figures out) {
        Series calls = new Series();
        calls.addAll(otherTools);
        tools.forEach((name, series) -> {
            calls.addAll(series);
            series.write(out, "mcp_tool_call", "Calls of tools", "tool", name);
        });
        otherTools.write(out, "mcp_tool_call", "Calls of tools", "tool", OTHER);
        methods.forEach((method, series) -> {
            if (method.equals(CALL)) {
                calls.addAll(series);
                calls.write(out, "mcp_request", "Requests", "method", CALL);
            } else {
                series.write(out, "mcp_request", "Requests", "method", method);
            }
        });
        otherMethods.write(out, "mcp_request", "Requests", "method", OTHER);
        Registry registry = parts.registry;
        if (registry != null && parts.filled(Slot.REGISTRY)) {
            activities(out, registry);
        }
    }

    /** Tells what the engine has seen of the tools; where there is no room for more, those that have gone become others. */
    private void activities(Figures out, Registry registry) {
        boolean full = tools.size() >= toolsMax;
        tools.forEach((name, series) -> {
            Entry entry = registry.lookup(new Key(ToolActivity.KIND, name));
            if (entry != null && entry.value() instanceof ToolActivity activity) {
                boolean rests = activity.state() != ToolActivity.State.SERVING;
                out.gauge("mcp_tool_resting", "1: it has failed too often, and rests", rests ? 1 : 0, "tool", name);
                out.counter("mcp_tool_failures", "Calls in which it failed", activity.failures(), "tool", name);
                out.counter(
                        "mcp_tool_held_up_seconds",
                        "Time that it has held up threads that read requests",
                        activity.heldUpNanos() / 1e9,
                        "tool",
                        name);
            } else if (entry == null && full && tools.remove(name, series)) {
                otherTools.addAll(series);
            }
        });
    }
}
