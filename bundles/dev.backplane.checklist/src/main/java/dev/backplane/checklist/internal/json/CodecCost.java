package dev.backplane.checklist.internal.json;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.checklist.internal.Timing;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the active codec takes for a usual call and its answer. */
@Component(service = Check.class)
public final class CodecCost extends RosterCheck {

    private static final Slice CALL = Slice.of("""
            {"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo","arguments":{"message":"checklist",\
            "count":42,"flags":[true,false,null]},"_meta":{"progressToken":"seventeen"}}}""".getBytes(StandardCharsets.UTF_8));

    private static final int BATCH = 16;
    private static final double MODERATE_MICROS = 50;

    private final Codec codec;
    private final Slots slots;

    @Activate
    public CodecCost(@Reference(target = Slot.ACTIVE_TARGET) Codec codec, @Reference Slots slots) {
        super("json.codec");
        this.codec = codec;
        this.slots = slots;
    }

    /** Only counts. */
    private static final class Count implements ByteSink {
        private int size;

        @Override
        public void write(byte[] source, int offset, int length) {
            size += length;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void clear() {
            size = 0;
        }
    }

    @Override
    public Measurement measure() {
        double micros = Timing.p50(BATCH, () -> {
                    for (int i = 0; i < BATCH; i++) {
                        codec.decode(CALL);
                        write();
                    }
                })
                / 1e3;
        return Measurement.of(
                        micros,
                        "us",
                        "a call and its answer under 50",
                        Verdict.below(micros, MODERATE_MICROS, 4 * MODERATE_MICROS))
                .saying(String.format(Locale.ROOT, "%s, %d bytes in", Swaps.active(slots, Slot.CODEC), CALL.length()))
                .remedy(Swaps.other(slots, Slot.CODEC, "gson"));
    }

    private void write() {
        try (JsonWriter out = codec.writer(new Count())) {
            out.beginObject().name("jsonrpc").value("2.0").name("id").value("17");
            out.name("result").beginObject().name("text").value("checklist").endObject();
            out.endObject();
        }
    }
}
