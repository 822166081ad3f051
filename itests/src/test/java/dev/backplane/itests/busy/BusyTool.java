package dev.backplane.itests.busy;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;

/** Waits, and says that it does not; from version 2 on it says that it does. Thread-safe: it has no state. */
@Component(service = Tool.class)
public final class BusyTool implements Tool<BusyTool.Wish> {

    /** @param millis how long to wait */
    public record Wish(int millis) {}

    @Override
    public ToolInfo<Wish> info() {
        ToolInfo<Wish> info = ToolInfo.of("busy", Wish.class);
        int version = FrameworkUtil.getBundle(BusyTool.class).getVersion().getMajor();
        return version < 2 ? info.nonBlocking() : info.blocking();
    }

    @Override
    public ToolResult call(Wish wish, CallContext context) {
        long end = System.nanoTime() + wish.millis() * 1_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return ToolResult.text("was busy");
    }
}
