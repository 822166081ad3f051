package dev.backplane.shell.internal;

import dev.backplane.api.Json;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:call}: calls a tool the way a client does, through the engine, and prints what it answers. */
@Service
@Parsing(CallParser.class)
@Command(
        scope = "mcp",
        name = "call",
        description = "Calls a tool and prints its answer; Ctrl-C cancels the call",
        detailedDescription = "classpath:/dev/backplane/shell/internal/call.txt")
public final class CallAction extends McpAction {

    private static final Set<String> LEVELS =
            Set.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    @Option(name = "--log", description = "Also print what the tool logs, from this level on: debug to emergency")
    @Nullable
    String level;

    @Argument(index = 0, name = "tool", description = "The tool's name", required = true)
    @Completion(ToolNames.class)
    @Nullable
    String tool;

    @Argument(index = 1, name = "arguments", description = "The arguments: a JSON object", valueToShowInHelp = "{}")
    @Nullable
    String arguments;

    @Reference(optional = true)
    @Nullable
    Endpoint endpoint;

    @Nullable
    Codec codec;

    @Override
    void run() throws CommandException, InterruptedException {
        codec = active(codec, Codec.class);
        Door door = door(endpoint, codec, version());
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("name", need(tool, "the tool's name"));
        params.put("arguments", arguments(need(codec, "an active codec")));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("progressToken", "shell");
        if (level != null) {
            if (!LEVELS.contains(level)) {
                throw failure("--log " + level + " is no level; they are debug, info, notice, warning, error, critical,"
                        + " alert and emergency");
            }
            meta.put(Door.LOG_LEVEL, level);
        }
        ResultText text = new ResultText(out, need(codec, "an active codec"));
        Map<String, Object> result = door.call("tools/call", params, meta, 0, (method, values) -> {
            if (!json) {
                text.notification(method, values);
            }
        });
        if (!"complete".equals(result.getOrDefault("resultType", "complete"))) {
            throw new DoorException(
                    "the tool answered '" + result.get("resultType") + "', which the shell cannot go on" + " with");
        }
        boolean failed = Boolean.TRUE.equals(result.get("isError"));
        if (json) {
            out.println(JsonText.line(result));
        } else {
            text.result(result);
        }
        if (failed) {
            throw json ? silent("the tool failed") : failure("tool '" + tool + "' failed, as it says above");
        }
    }

    private Map<String, Object> arguments(Codec parser) throws CommandException {
        String text = arguments == null || arguments.isBlank() ? "{}" : arguments;
        if (text.startsWith("--")) {
            throw failure("options come before the tool: mcp:call " + text + " " + tool);
        }
        Object value;
        try {
            value = parser.value(Slice.of(text.getBytes(StandardCharsets.UTF_8)));
        } catch (CodecException e) {
            throw failure("the arguments are no JSON: " + e.getMessage());
        }
        if (value instanceof Map<?, ?>) {
            return Json.object(value, "arguments");
        }
        throw failure("the arguments must be a JSON object, such as {\"message\":\"hello\"}");
    }
}
