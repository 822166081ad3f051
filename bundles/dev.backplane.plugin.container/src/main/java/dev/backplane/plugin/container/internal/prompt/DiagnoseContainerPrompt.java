package dev.backplane.plugin.container.internal.prompt;

import dev.backplane.api.CallContext;
import dev.backplane.api.Completion;
import dev.backplane.api.Content;
import dev.backplane.api.McpException;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.PromptResult.Message;
import dev.backplane.api.ResourceContents;
import dev.backplane.api.Role;
import dev.backplane.plugin.container.internal.bundles.Bundles;
import dev.backplane.plugin.container.internal.bundles.Components;
import dev.backplane.plugin.container.internal.config.Configurations;
import dev.backplane.plugin.container.internal.log.LogLocation;
import dev.backplane.plugin.container.internal.log.LogReader;
import dev.backplane.plugin.container.internal.log.LogResource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** "Diagnose this container": what is known already, and which tools to call next. Thread-safe. */
@Component
public final class DiagnoseContainerPrompt implements Prompt {

    private static final String SYMPTOM = "symptom";
    private static final String FOCUS = "focus";

    private static final List<String> SYMPTOMS = List.of(
            "a bundle does not start",
            "a configuration change has no effect",
            "a feature does not install",
            "a tool is missing",
            "calls hang",
            "errors in the log",
            "high processor load",
            "memory grows",
            "slow answers",
            "starts slowly");

    private final ContainerFacts facts;

    @Activate
    public DiagnoseContainerPrompt(
            BundleContext context,
            @Reference ServiceComponentRuntime runtime,
            @Reference ConfigurationAdmin admin,
            @Reference LogLocation location) {
        this(new ContainerFacts(
                new Bundles(context), new Components(runtime), new Configurations(admin), new LogReader(location)));
    }

    DiagnoseContainerPrompt(ContainerFacts facts) {
        this.facts = facts;
    }

    @Override
    public PromptInfo info() {
        return PromptInfo.of("diagnose_container")
                .title("Diagnose this container")
                .description("Finds out what ails the running container: begins with its actual state, and leads from"
                        + " tool to tool")
                .optional(SYMPTOM, "What was noticed, in any words")
                .optional(FOCUS, "Where to look: " + String.join(", ", Focus.labels()));
    }

    @Override
    public PromptResult get(Map<String, String> arguments, CallContext context) {
        Focus focus = focus(arguments.get(FOCUS));
        String symptom = arguments.getOrDefault(SYMPTOM, "").strip();
        return new PromptResult(
                "The container as it is now, and how to find out more",
                List.of(
                        new Message(Role.USER, new Content.Text(task(symptom, focus))),
                        new Message(
                                Role.USER,
                                new Content.Embedded(
                                        new ResourceContents.Text(LogResource.URI, "text/plain", facts.lastErrors()))),
                        new Message(Role.ASSISTANT, new Content.Text(plan(focus)))));
    }

    @Override
    public Completion complete(String argument, String prefix, Map<String, String> resolved) {
        return switch (argument) {
            case SYMPTOM -> Completion.ofMatching(SYMPTOMS, prefix);
            case FOCUS -> Completion.ofMatching(Focus.labels(), prefix);
            default -> Completion.NONE;
        };
    }

    private static @Nullable Focus focus(@Nullable String label) {
        return label == null || label.isBlank()
                ? null
                : Focus.of(label.strip())
                        .orElseThrow(() -> new McpException(
                                McpException.INVALID_PARAMS,
                                FOCUS + " '" + (label.length() > 100 ? label.substring(0, 100) : label)
                                        + "' must be one of " + String.join(", ", Focus.labels())));
    }

    private String task(String symptom, @Nullable Focus focus) {
        return "Diagnose the OSGi container (Apache Karaf) that this server runs in.\n"
                + (symptom.isEmpty() ? "" : "What was noticed: " + symptom + "\n")
                + (focus == null ? "" : "Look first at: " + focus.label() + "\n")
                + "\nIts state at this moment:\n"
                + facts.now()
                + "\n\nThe last errors of its log follow. Find the cause, prove it with what the tools answer, and say"
                + " what to change. All tools here only read; ask before anything is changed.";
    }

    private static String plan(@Nullable Focus focus) {
        Stream<String> steps = focus == null
                ? Stream.of(Focus.values())
                        .map(each -> each.label() + ": " + each.steps().get(0))
                : focus.steps().stream();
        return "I shall call these tools, and follow what they show:\n"
                + steps.map(step -> "- " + step).collect(Collectors.joining("\n"));
    }
}
