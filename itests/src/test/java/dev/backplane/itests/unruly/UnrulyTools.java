package dev.backplane.itests.unruly;

import dev.backplane.api.CallContext;
import dev.backplane.api.Content;
import dev.backplane.api.LogLevel;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the tools. Thread-safe: what they share is whether they are to end. */
@Component(
        immediate = true,
        service = {})
public final class UnrulyTools {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final long FLOOD_NANOS = 500_000_000;
    private static final int LARGE = 600_000_000;
    private static final int PART = 1 << 20;

    /** Four gigabytes, were they written. */
    private static final int PARTS = 4_096;

    /** @param millis how long to wait */
    public record Wish(int millis) {}

    private interface Handler {
        ToolResult call(Wish wish, CallContext context) throws Exception;
    }

    private final BundleContext bundle;
    private volatile boolean over;
    private volatile byte[] kept;

    @Activate
    public UnrulyTools(BundleContext bundle) {
        this.bundle = bundle;
        add(ToolInfo.of("unruly.throw", Wish.class), (wish, context) -> {
            throw new LinkageError("thrown on purpose");
        });
        add(ToolInfo.of("unruly.deep", Wish.class), (wish, context) -> ToolResult.text("" + deep(1)));
        add(ToolInfo.of("unruly.memory", Wish.class), (wish, context) -> {
            kept = new byte[LARGE];
            kept = null;
            return ToolResult.text("there was room");
        });
        add(ToolInfo.of("unruly.never", Wish.class).timeLimit(LIMIT), (wish, context) -> {
            new CountDownLatch(1).await();
            return ToolResult.text("never");
        });
        add(ToolInfo.of("unruly.deaf", Wish.class).timeLimit(LIMIT), (wish, context) -> {
            while (!over) {
                LockSupport.parkNanos(LIMIT.toNanos());
                Thread.interrupted();
            }
            return ToolResult.text("at last");
        });
        add(ToolInfo.of("unruly.liar", Wish.class).nonBlocking(), (wish, context) -> {
            while (!over) {
                Thread.onSpinWait();
            }
            return ToolResult.text("at last");
        });
        add(ToolInfo.of("unruly.giant", Wish.class), (wish, context) -> giant());
        add(ToolInfo.of("unruly.loop", Wish.class), (wish, context) -> loop());
        add(ToolInfo.of("unruly.flood", Wish.class).blocking(), (wish, context) -> flood(context));
        add(ToolInfo.of("unruly.turns", Wish.class), (wish, context) -> turns(wish));
        // More than one, as a tool alone does not get all workers.
        for (String name : List.of("unruly.wait", "unruly.wait.too")) {
            add(ToolInfo.of(name, Wish.class).blocking(), (wish, context) -> {
                new CountDownLatch(1).await();
                return ToolResult.text("never");
            });
        }
    }

    @Deactivate
    void end() {
        over = true;
    }

    private void add(ToolInfo<Wish> info, Handler handler) {
        Tool<Wish> tool = new Tool<>() {
            @Override
            public ToolInfo<Wish> info() {
                return info;
            }

            @Override
            public ToolResult call(Wish wish, CallContext context) throws Exception {
                return handler.call(wish, context);
            }
        };
        bundle.registerService(Tool.class, tool, null);
    }

    private static int deep(int depth) {
        return depth == 0 ? 0 : 1 + deep(depth + 1);
    }

    private static ToolResult giant() {
        Content part = new Content.Text("x".repeat(PART));
        return ToolResult.of(Collections.nCopies(PARTS, part).toArray(Content[]::new));
    }

    private static ToolResult loop() {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        return new ToolResult(List.of(), null, false, Map.of("loop", loop));
    }

    private static ToolResult flood(CallContext context) {
        long end = System.nanoTime() + FLOOD_NANOS;
        long count = 0;
        while (System.nanoTime() < end) {
            count++;
            context.progress(count, null, "flood");
            context.log(LogLevel.WARNING, "unruly", "flood " + count);
        }
        return ToolResult.text(Long.toString(count));
    }

    private static ToolResult turns(Wish wish) throws InterruptedException {
        if (wish.millis() > 0) {
            new CountDownLatch(1).await(wish.millis(), TimeUnit.MILLISECONDS);
        }
        return ToolResult.text("turned");
    }
}
