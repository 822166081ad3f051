package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Prompt;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Puts a further prompt into the list, and takes it out at the next call. Thread-safe: {@code this} guards the state. */
@Component
public final class PromptChangeTool implements Tool<NoArguments> {

    private final BundleContext bundle;
    private @Nullable ServiceRegistration<?> extra;

    @Activate
    public PromptChangeTool(BundleContext bundle) {
        this.bundle = bundle;
    }

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_trigger_prompt_change", NoArguments.class)
                .description("Changes the list of prompts: adds one, or removes the one it added.");
    }

    @Override
    public synchronized ToolResult call(NoArguments arguments, CallContext context) {
        if (extra == null) {
            extra = bundle.registerService(Prompt.class, new ExtraPrompt(), null);
            return ToolResult.text("Added " + ExtraPrompt.NAME);
        }
        withdraw();
        return ToolResult.text("Removed " + ExtraPrompt.NAME);
    }

    @Deactivate
    synchronized void withdraw() {
        ServiceRegistration<?> old = extra;
        if (old != null) {
            extra = null;
            old.unregister();
        }
    }
}
