package dev.backplane.benchmarks.engine;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.dispatch.lanes.DispatchLimits;
import dev.backplane.dispatch.lanes.LaneThreads;
import dev.backplane.dispatch.lanes.Lanes;
import dev.backplane.engine.internal.Inside;
import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.session.memory.internal.MemoryConfig;
import dev.backplane.session.memory.internal.MemorySessionStore;
import dev.backplane.spi.dispatch.Dispatcher;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A call of {@code echo}, from the bytes of its request to those of its answer, without a transport: while nobody observes
 * requests, with the meters, and with spans of which one in a hundred, or all, are sampled.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObserverBenchmark {

    private static final byte[] CALL =
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":"
                            + "{\"message\":\"hello\"},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":"
                            + "\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}")
                    .getBytes(StandardCharsets.UTF_8);

    @Param({"nobody", "meters", "spans1", "spans100"})
    public String observer = "";

    private Inside engine = engine();

    private static Inside engine() {
        MemoryConfig config = (MemoryConfig) Proxy.newProxyInstance(
                MemoryConfig.class.getClassLoader(),
                new Class<?>[] {MemoryConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        Dispatcher dispatcher = new Lanes(
                new DispatchLimits("benchmark", 1, 1000, 256, 0, 1, 2, 1000, 2, 1000, 8, 30_000, 10_000),
                LaneThreads.all(LaneThreads.platform("worker-", ObserverBenchmark.class.getClassLoader())));
        return new Inside(new SingleRegistry(), new MemorySessionStore(config), new GsonCodec(), dispatcher);
    }

    /** What {@code echo} takes. */
    public record Text(String message) {}

    private static final class Echo implements Tool<Text> {
        @Override
        public ToolInfo<Text> info() {
            return ToolInfo.of("echo", Text.class).nonBlocking();
        }

        @Override
        public ToolResult call(Text arguments, CallContext context) {
            return ToolResult.text(arguments.message());
        }
    }

    @Setup
    public void start() {
        engine.close();
        engine = engine();
        engine.add(new Echo());
        switch (observer) {
            case "meters" -> engine.add(dev.backplane.metrics.internal.Inside.meters());
            case "spans1" -> engine.add(dev.backplane.otel.internal.Inside.telemetry(1));
            case "spans100" -> engine.add(dev.backplane.otel.internal.Inside.telemetry(100));
            default -> {
                // nobody
            }
        }
    }

    @TearDown
    public void stop() {
        engine.close();
    }

    @Benchmark
    public int call() {
        Answer answer = new Answer();
        engine.endpoint().accept(answer, CALL, 0, CALL.length);
        if (answer.status() != 200) {
            throw new IllegalStateException("answered " + answer.status());
        }
        return answer.size();
    }
}
