package dev.backplane.engine.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.InputRequired;
import dev.backplane.api.McpException;
import dev.backplane.api.ResultCaching;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolAnnotations;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.engine.internal.schema.InvalidArgumentsException;
import dev.backplane.engine.internal.schema.Records;
import dev.backplane.engine.internal.schema.ToolShape;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code tools/list} and {@code tools/call}. Thread-safe. */
final class Tools {

    private static final Logger LOG = LoggerFactory.getLogger(Tools.class);
    private static final String KIND = "tool";

    /** A tool as it was when its service appeared. */
    private record Entry<A>(Tool<A> tool, ToolInfo<A> info, ToolShape<A> shape, ToolWatch watch, String build)
            implements Watched {}

    private final CallServices services;
    private final Tasks tasks;
    private final Shelf<Entry<?>> shelf;
    private final Lists<Stand<Entry<?>>> lists;

    Tools(CallServices services, Registry registry, Departures departures, Tasks tasks, Subscriptions subscriptions) {
        this.services = services;
        this.tasks = tasks;
        this.lists = new Lists<>(services.frames(), "tools", Tools::write, services.settings(), services.cache());
        Subscriptions.Listing listing = Subscriptions.Listing.TOOLS;
        this.shelf = new Shelf<>(
                registry,
                KIND,
                listing,
                departures,
                subscriptions.listener(listing, lists, services.cache()),
                ToolStand::new);
    }

    /** Takes a tool in; one with a broken description is logged and left out. */
    <A> void add(Tool<A> tool, Owner owner) {
        try {
            ToolInfo<A> info = tool.info();
            KeptTool.check(info);
            ToolWatch watch = new ToolWatch(
                    info.name(),
                    info.execution(),
                    () -> services.settings().get().limits());
            shelf.add(
                    tool,
                    info.name(),
                    new Entry<>(
                            tool,
                            info,
                            ToolShape.of(info, services.schemas(), owner),
                            watch,
                            ResultCache.build(tool.getClass())),
                    owner);
        } catch (Throwable e) {
            LOG.error("The tool {} of {} is left out", tool.getClass().getName(), owner, e);
        }
    }

    void remove(Tool<?> tool) {
        shelf.remove(tool);
    }

    void clear() {
        shelf.clear();
    }

    Outcome list(RpcRequest request) {
        return lists.page(request, shelf.serving());
    }

    private static void write(JsonWriter out, Stand<Entry<?>> stand, ProtocolVersion version) {
        Entry<?> entry = stand.value();
        ToolInfo<?> info = entry.info();
        out.beginObject().name("name").value(info.name());
        Wire.title(out, info.title(), version);
        Wire.text(out, "description", info.description());
        Wire.icons(out, info.icons(), version);
        out.name("inputSchema").any(entry.shape().inputSchema());
        boolean outputFits = version.modern()
                || version.atLeast(ProtocolVersion.V2025_06_18) && entry.shape().outputsObject();
        if (outputFits && entry.shape().outputSchema() != null) {
            out.name("outputSchema").any(entry.shape().outputSchema());
        }
        if (version.atLeast(ProtocolVersion.V2025_03_26) && !info.annotations().equals(ToolAnnotations.NONE)) {
            out.name("annotations").beginObject();
            hint(out, "readOnlyHint", info.annotations().readOnly());
            hint(out, "destructiveHint", info.annotations().destructive());
            hint(out, "idempotentHint", info.annotations().idempotent());
            hint(out, "openWorldHint", info.annotations().openWorld());
            out.endObject();
        }
        if (version == ProtocolVersion.V2025_11_25 && info.tasks() != TaskSupport.FORBIDDEN) {
            String support = info.tasks() == TaskSupport.OPTIONAL ? "optional" : "required";
            out.name("execution")
                    .beginObject()
                    .name("taskSupport")
                    .value(support)
                    .endObject();
        }
        if (!info.meta().isEmpty() && version.atLeast(ProtocolVersion.V2025_06_18)) {
            out.name("_meta").any(info.meta());
        }
        out.endObject();
    }

    private static void hint(JsonWriter out, String name, @Nullable Boolean value) {
        if (value != null) {
            out.name(name).value((boolean) value);
        }
    }

    /** Answers {@code tools/call}, now or later. */
    void call(RpcRequest request) {
        String name = request.requiredString("name");
        Stand<Entry<?>> stand;
        do {
            stand = shelf.find(name);
            if (stand == null) {
                throw ProtocolException.invalidParams("Unknown tool: " + name);
            }
        } while (!(stand.away() ? HeldRequest.hold(stand, request, () -> call(request)) : call(request, stand)));
    }

    /** Returns false, with nothing done, if the tool has gone meanwhile. */
    private boolean call(RpcRequest request, Stand<Entry<?>> stand) {
        Map<String, Object> arguments = request.object("arguments");
        Entry<?> entry = stand.value();
        ToolInfo<?> info = entry.info();
        request.reply().serves(info.name());
        if (request.version().modern() && request.exchange().hasHeaders()) {
            ParameterHeaders.check(request.exchange(), entry.shape().headerParams(), arguments);
        }
        Call<Entry<?>> call = new Call<>(
                services, request, info.name(), stand, (tool, context) -> run(tool, arguments, request, context));
        boolean detached = detaches(request, info, call);
        if (request.version().modern()) {
            call.answered(services.states().answers(request));
        }
        call.stopping().limit(info.timeLimit());
        SharedRun way =
                detached ? null : KeptTool.way(services.results(), request, stand, info, entry.build(), arguments);
        call.sharedBy(way);
        boolean here = !detached && way == null && entry.watch().placement().here();
        return here ? call.runHere() : call.runThere(detached);
    }

    /** Prepares the call to become a task where it may. Returns whether it becomes one at once. */
    private boolean detaches(RpcRequest request, ToolInfo<?> info, Call<?> call) {
        TaskSupport support = info.tasks();
        if (request.version().modern()) {
            if (support == TaskSupport.FORBIDDEN) {
                return false;
            }
            if (!request.client().followsTasks()) {
                if (support == TaskSupport.OPTIONAL) {
                    return false;
                }
                throw new ProtocolException(
                        400,
                        ProtocolException.MISSING_CAPABILITY,
                        "Tool " + info.name() + " runs as a task: missing required client capability "
                                + ClientProfile.TASKS_EXTENSION,
                        Map.of("requiredCapabilities", ModernEra.TASKS_REQUIRED));
            }
            call.detachable(tasks, 0);
            return support != TaskSupport.REQUIRED_WHEN_DETACHED;
        }
        boolean can = request.version() == ProtocolVersion.V2025_11_25;
        Map<String, Object> wish = can ? request.optionalObject("task") : null;
        if (wish == null) {
            if (support == TaskSupport.FORBIDDEN || support == TaskSupport.OPTIONAL) {
                return false;
            }
            throw new ProtocolException(
                    200, ProtocolException.METHOD_NOT_FOUND, "Tool " + info.name() + " must be called as a task");
        }
        if (support == TaskSupport.FORBIDDEN) {
            throw new ProtocolException(
                    200, ProtocolException.METHOD_NOT_FOUND, "Tool " + info.name() + " cannot be called as a task");
        }
        call.detachable(tasks, wish.get("ttl") instanceof Number ttl ? ttl.longValue() : 0);
        return true;
    }

    private <A> Outcome run(Entry<A> entry, Map<String, Object> arguments, RpcRequest request, CallContext context) {
        ToolInfo<A> info = entry.info();
        ToolResult result;
        try {
            result = entry.tool().call(entry.shape().bind(arguments), context);
        } catch (InvalidArgumentsException e) {
            result = ToolResult.error("Invalid arguments for tool " + info.name() + ": " + e.getMessage());
        } catch (McpException | InputRequired e) {
            throw e;
        } catch (Throwable e) {
            LOG.debug("Tool {} failed", info.name(), e);
            ToolResult told = ToolResult.error("Tool " + info.name() + " failed: " + describe(e));
            throw new HandlerFailure(e, outcome(told, null, request.version()));
        }
        Object structured = null;
        if (!result.isError() && (result.structured() != null || entry.shape().outputSchema() != null)) {
            try {
                structured = Records.toJson(result.structured());
                String problem = entry.shape().outputProblem(structured);
                if (problem != null) {
                    throw new IllegalArgumentException(problem);
                }
            } catch (IllegalArgumentException e) {
                LOG.warn("Tool {} answered what its output schema forbids: {}", info.name(), e.getMessage());
                structured = null;
                result = ToolResult.error(
                        "Tool " + info.name() + " answered what its output schema forbids: " + e.getMessage());
            }
        }
        Outcome answer = outcome(result, structured, request.version());
        ResultCaching caching = info.caching();
        return caching == null || result.isError() ? answer : answer.lasting(KeptTool.lasting(caching));
    }

    private static String describe(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Outcome outcome(ToolResult result, @Nullable Object structured, ProtocolVersion version) {
        List<Content> content = result.content();
        if (content.isEmpty() && structured != null) {
            byte[] json = HeapSink.encode(
                    services.frames().codec(), services.frames().answerBytesMax(), out -> out.any(structured));
            content = List.of(new Content.Text(new String(json, StandardCharsets.UTF_8)));
        }
        List<Content> shown = content;
        boolean structuredFits = structured != null
                && version.atLeast(ProtocolVersion.V2025_06_18)
                && (version.modern() || structured instanceof Map<?, ?>);
        Outcome answer = new Outcome(
                Outcome.COMPLETE,
                out -> {
                    out.name("content");
                    Wire.contents(out, shown, version);
                    if (structuredFits) {
                        out.name("structuredContent").any(structured);
                    }
                    if (result.isError()) {
                        out.name("isError").value(true);
                    }
                },
                result.meta());
        return result.isError() ? answer.asFailed() : answer;
    }
}
