package dev.backplane.plugin.container.internal.flight;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.ContainerException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Captures with Flight Recorder what the JVM does for some seconds. Thread-safe. */
@Component
public final class FlightRecordTool implements Tool<FlightRecordTool.Query> {

    private static final int MAX_SECONDS = 60;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(3 * MAX_SECONDS);

    private final FlightRecorder recorder;

    public record Query(
            @Param(value = "How long to record, in seconds", minimum = 1, maximum = MAX_SECONDS, defaultValue = "10")
            int seconds,

            @Param(
                    value = "default: hardly any cost; profile: more samples",
                    oneOf = {"default", "profile"},
                    defaultValue = "\"default\"")
            String settings,

            @Param(
                    value = "How many methods and allocation sites to return",
                    minimum = 1,
                    maximum = 100,
                    defaultValue = "20")
            int top) {}

    @Activate
    public FlightRecordTool(BundleContext context) {
        this(new FlightRecorder(folder(context), InstantSource.system()));
    }

    FlightRecordTool(FlightRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("flight_record", Query.class)
                .title("Record what the JVM does")
                .description(
                        "Captures with Flight Recorder what the JVM does for 1 to 60 seconds, and shows the methods"
                                + " that run most, the places that allocate most, and collection pauses. The recording stays"
                                + " on the server; the newest ten are kept.")
                .output(FlightRecord.class)
                .readOnly()
                .blocking()
                .timeLimit(TIME_LIMIT);
    }

    @Override
    public ToolResult call(Query query, CallContext context) throws Exception {
        try {
            return ToolResult.structured(recorder.record(query.seconds(), query.settings(), query.top(), context));
        } catch (NoClassDefFoundError e) {
            throw new ContainerException("this JVM has no Flight Recorder: " + e.getMessage());
        }
    }

    private static Path folder(BundleContext context) {
        String data = context.getProperty("karaf.data");
        Path base = data == null ? Path.of(System.getProperty("java.io.tmpdir"), "backplane") : Path.of(data);
        return base.toAbsolutePath().resolve("recordings");
    }
}
