package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.Content;
import dev.backplane.api.McpException;
import dev.backplane.api.PromptResult;
import dev.backplane.api.Role;
import dev.backplane.engine.internal.schema.FormSchema;
import dev.backplane.spi.codec.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Questions to the client and its answers, as they travel. */
final class AskWire {

    private AskWire() {}

    static String method(Ask<?> question) {
        if (question instanceof Ask.Sample) {
            return "sampling/createMessage";
        }
        return question instanceof Ask.Roots ? "roots/list" : "elicitation/create";
    }

    /** Writes the question as an object of method and params. */
    static void request(JsonWriter out, Ask<?> question, ProtocolVersion version) {
        out.beginObject().name("method").value(method(question)).name("params");
        params(out, question, version);
        out.endObject();
    }

    static void params(JsonWriter out, Ask<?> question, ProtocolVersion version) {
        params(out, question, version, null);
    }

    /**
     * Writes the parameters of the question.
     *
     * @param taskId the task that asks (2025-11-25); null: none
     */
    static void params(JsonWriter out, Ask<?> question, ProtocolVersion version, @Nullable String taskId) {
        out.beginObject();
        if (taskId != null) {
            out.name("_meta").any(Map.of(TaskWire.RELATED_TASK, Map.of("taskId", taskId)));
        }
        if (question instanceof Ask.Form form) {
            if (version.atLeast(ProtocolVersion.V2025_11_25)) {
                out.name("mode").value("form");
            }
            out.name("message").value(form.message());
            out.name("requestedSchema").any(form.requestedSchema());
        } else if (question instanceof Ask.Url url) {
            out.name("mode").value("url").name("message").value(url.message());
            out.name("url").value(url.url());
            if (!version.modern()) {
                out.name("elicitationId").value(url.elicitationId());
            }
        } else if (question instanceof Ask.Sample sample) {
            out.name("messages").beginArray();
            for (PromptResult.Message message : sample.messages()) {
                Wire.message(out, message, version);
            }
            out.endArray().name("maxTokens").value(sample.maxTokens());
            if (sample.systemPrompt() != null) {
                out.name("systemPrompt").value(sample.systemPrompt());
            }
            sample.options().forEach((name, value) -> out.name(name).any(value));
        }
        out.endObject();
    }

    /**
     * Reads an answer.
     *
     * @param forms gives the schema of a form
     * @throws McpException if the client refused, or answered something else, or a form that its schema forbids
     */
    static Object answer(String key, Ask<?> question, @Nullable Object value, FormSchema.Source forms) {
        if (value instanceof Round.Refusal refusal) {
            throw new McpException(
                    McpException.INTERNAL_ERROR,
                    "The client refused " + method(question) + " '" + key + "': " + refusal.message(),
                    Map.of("code", refusal.code()));
        }
        if (!(value instanceof Map<?, ?> answer)) {
            throw malformed(key, "must be an object");
        }
        if (question instanceof Ask.Sample) {
            return sampled(key, answer);
        }
        if (question instanceof Ask.Roots) {
            return roots(key, answer);
        }
        return elicited(key, question, answer, forms);
    }

    /**
     * Checks what can be wrong with a question itself.
     *
     * @param forms gives the schema of a form
     * @throws IllegalArgumentException if a form's schema is none
     */
    static void check(Ask<?> question, FormSchema.Source forms) {
        if (question instanceof Ask.Form form) {
            forms.of(form.requestedSchema());
        }
    }

    private static Ask.ElicitAnswer elicited(String key, Ask<?> question, Map<?, ?> answer, FormSchema.Source forms) {
        Ask.Action action;
        switch (String.valueOf(answer.get("action"))) {
            case "accept" -> action = Ask.Action.ACCEPT;
            case "decline" -> action = Ask.Action.DECLINE;
            case "cancel" -> action = Ask.Action.CANCEL;
            default -> throw malformed(key, "action must be accept, decline or cancel");
        }
        Object content = answer.get("content");
        if (content != null && !(content instanceof Map<?, ?>)) {
            throw malformed(key, "content must be an object");
        }
        Map<String, Object> fields = content == null ? Map.of() : Wire.object(content);
        if (action == Ask.Action.ACCEPT && question instanceof Ask.Form form) {
            String problem = forms.of(form.requestedSchema()).problem(fields);
            if (problem != null) {
                throw malformed(key, "content " + problem);
            }
        }
        return new Ask.ElicitAnswer(action, fields);
    }

    private static Ask.SampleAnswer sampled(String key, Map<?, ?> answer) {
        Object content = answer.get("content");
        List<Content> blocks = new ArrayList<>();
        for (Object block : content instanceof List<?> many ? many : content == null ? List.of() : List.of(content)) {
            if (!(block instanceof Map<?, ?> map)) {
                throw malformed(key, "content must be an object or an array of objects");
            }
            blocks.add(Wire.readContent(Wire.object(map)));
        }
        if (blocks.isEmpty() || !(answer.get("model") instanceof String model)) {
            throw malformed(key, "content and model must be there");
        }
        Role role = "user".equals(answer.get("role")) ? Role.USER : Role.ASSISTANT;
        return new Ask.SampleAnswer(role, blocks, model, answer.get("stopReason") instanceof String why ? why : null);
    }

    private static Ask.RootsAnswer roots(String key, Map<?, ?> answer) {
        if (!(answer.get("roots") instanceof List<?> list)) {
            throw malformed(key, "roots must be an array");
        }
        List<Ask.Root> roots = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> root) || !(root.get("uri") instanceof String uri)) {
                throw malformed(key, "each root must have a uri");
            }
            roots.add(new Ask.Root(uri, root.get("name") instanceof String name ? name : null));
        }
        return new Ask.RootsAnswer(roots);
    }

    private static McpException malformed(String key, String problem) {
        return new McpException(McpException.INVALID_PARAMS, "The client's answer to '" + key + "': " + problem);
    }
}
