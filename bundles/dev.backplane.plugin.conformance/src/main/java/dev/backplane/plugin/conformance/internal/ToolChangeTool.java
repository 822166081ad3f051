package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Puts a further tool into the list, and takes it out at the next call. Thread-safe: {@code this} guards the state. */
@Component
public final class ToolChangeTool implements Tool<NoArguments> {

    private final BundleContext bundle;
    private @Nullable ServiceRegistration<?> extra;

    @Activate
    public ToolChangeTool(BundleContext bundle) {
        this.bundle = bundle;
    }

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_trigger_tool_change", NoArguments.class)
                .description("Changes the list of tools: adds one, or removes the one it added.");
    }

    @Override
    public synchronized ToolResult call(NoArguments arguments, CallContext context) {
        if (extra == null) {
            extra = bundle.registerService(Tool.class, new ExtraTool(), null);
            return ToolResult.text("Added " + ExtraTool.NAME);
        }
        withdraw();
        return ToolResult.text("Removed " + ExtraTool.NAME);
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
