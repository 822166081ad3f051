package dev.backplane.checklist.internal.json;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How much of an answer whose result is there already the active codec copies, instead of handing it on. */
@Component(service = Check.class)
public final class Copies extends RosterCheck {

    private static final int CHARACTERS = 64 * 1024;
    private static final ByteBuffer RESULT = result();
    private static final double MODERATE = 0.1;

    private final Codec codec;
    private final Slots slots;

    @Activate
    public Copies(@Reference(target = Slot.ACTIVE_TARGET) Codec codec, @Reference Slots slots) {
        super("json.copies");
        this.codec = codec;
        this.slots = slots;
    }

    private static ByteBuffer result() {
        byte[] json = ("\"" + "c".repeat(CHARACTERS) + "\"").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(json.length).put(json).flip().asReadOnlyBuffer();
    }

    /** Tells what was handed on as it is from what was copied out of arrays. */
    private static final class Tally implements ByteSink {
        private int copied;
        private int shared;

        @Override
        public void write(byte[] source, int offset, int length) {
            copied += length;
        }

        @Override
        public void share(ByteBuffer ready) {
            shared += ready.remaining();
        }

        @Override
        public int size() {
            return copied + shared;
        }

        @Override
        public void clear() {
            copied = 0;
            shared = 0;
        }
    }

    @Override
    public Measurement measure() {
        Tally tally = new Tally();
        try (JsonWriter out = codec.writer(tally)) {
            out.beginObject().name("jsonrpc").value("2.0").name("id").value("17");
            out.name("result").ready(RESULT);
            out.endObject();
        }
        if (tally.size() < CHARACTERS) {
            throw new IllegalStateException("the codec has written " + tally.size() + " bytes of an answer");
        }
        double figure = (double) tally.copied / tally.size();
        return Measurement.of(
                        figure,
                        "bytes copied a byte",
                        "under 0.1 of a result that is there already",
                        Verdict.below(figure, MODERATE, 5 * MODERATE))
                .saying(String.format(
                        Locale.ROOT,
                        "%s: %d bytes copied, %d handed on",
                        Swaps.active(slots, Slot.CODEC),
                        tally.copied,
                        tally.shared))
                .remedy(Swaps.other(slots, Slot.CODEC, "gson"));
    }
}
