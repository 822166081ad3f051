package dev.backplane.benchmarks.codec;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.codec.jackson.internal.JacksonCodec;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time of a message, and with {@code -prof gc} what it allocates, for each codec. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx512m"})
public class CodecBenchmark {

    /** {@code …-unvalidated}: with {@code validateUtf8} off. */
    @Param({"gson", "gson-unvalidated", "jackson", "jackson-unvalidated"})
    public String codec = "";

    @Param({"CALL", "RESULT", "JAPANESE"})
    public Sample sample = Sample.CALL;

    private Codec subject = new GsonCodec();
    private Slice json = new Slice(new byte[0], 0, 0);
    private @Nullable Object tree;
    private final CountingSink sink = new CountingSink();

    @Setup
    public void prepare() {
        boolean validate = !codec.endsWith("-unvalidated");
        subject = codec.startsWith("gson") ? new GsonCodec(validate) : new JacksonCodec(validate);
        json = sample.message();
        tree = subject.value(payload(subject.decode(json)));
    }

    /** What every message costs on arrival: checked, and its members indexed. */
    @Benchmark
    public Message decode() {
        return subject.decode(json);
    }

    /** The same, and its arguments or result made into values. */
    @Benchmark
    public @Nullable Object decodeAndRead() {
        return subject.value(payload(subject.decode(json)));
    }

    /** An answer with the same content. */
    @Benchmark
    public int write() {
        sink.clear();
        try (JsonWriter writer = subject.writer(sink)) {
            writer.beginObject()
                    .name("jsonrpc")
                    .value("2.0")
                    .name("id")
                    .value(12_345)
                    .name("result")
                    .any(tree)
                    .endObject();
        }
        return sink.size();
    }

    private static Slice payload(Message message) {
        Slice payload = null;
        if (message instanceof Message.Request request && request.params() != null) {
            payload = request.params().get("arguments");
        } else if (message instanceof Message.Response response) {
            payload = response.result();
        }
        if (payload == null) {
            throw new IllegalStateException("the sample has no payload");
        }
        return payload;
    }
}
