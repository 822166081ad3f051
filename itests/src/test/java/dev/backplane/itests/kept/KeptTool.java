package dev.backplane.itests.kept;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.ResultCaching;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Its result is for everybody. It takes as long as it is told. */
@Component(service = Tool.class)
public final class KeptTool implements Tool<Arguments> {

    @Override
    public ToolInfo<Arguments> info() {
        return ToolInfo.json("kept_for_all", "{\"type\":\"object\"}")
                .readOnly()
                .cached(ResultCaching.forAll(Duration.ofMinutes(10)));
    }

    @Override
    public ToolResult call(Arguments arguments, CallContext context) throws InterruptedException {
        Object lock = new Object();
        long end = System.nanoTime() + arguments.integer("millis", 0) * 1_000_000;
        synchronized (lock) {
            for (long left = end - System.nanoTime(); left > 999_999; left = end - System.nanoTime()) {
                lock.wait(left / 1_000_000);
            }
        }
        return ToolResult.text(Made.by(null));
    }
}
