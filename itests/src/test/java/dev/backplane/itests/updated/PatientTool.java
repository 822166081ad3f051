package dev.backplane.itests.updated;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Reports that it has begun, takes its time, and answers its bundle's version; fails if it was stopped meanwhile. */
@Component(service = Tool.class)
public final class PatientTool implements Tool<PatientTool.Wish> {

    public record Wish(int millis) {}

    private volatile boolean stopped;

    @Deactivate
    void stop() {
        stopped = true;
    }

    @Override
    public ToolInfo<Wish> info() {
        return ToolInfo.of("patient", Wish.class).blocking();
    }

    @Override
    public ToolResult call(Wish wish, CallContext context) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        context.onCancel(cancelled::countDown);
        context.progress(1, null, null);
        if (cancelled.await(wish.millis(), TimeUnit.MILLISECONDS)) {
            return ToolResult.error("cancelled");
        }
        String version = FrameworkUtil.getBundle(PatientTool.class).getVersion().toString();
        return stopped ? ToolResult.error(version + " was stopped") : ToolResult.text(version);
    }
}
