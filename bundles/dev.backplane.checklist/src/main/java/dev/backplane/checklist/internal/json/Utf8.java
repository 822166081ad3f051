package dev.backplane.checklist.internal.json;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.checklist.internal.Timing;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the active codec refuses malformed UTF-8, and what it takes to look at text that is not ASCII. */
@Component(service = Check.class)
public final class Utf8 extends RosterCheck {

    private static final int CHARACTERS = 512;
    private static final int BATCH = 16;

    private static final Slice ASCII = message("ab".repeat(CHARACTERS).getBytes(StandardCharsets.UTF_8));
    private static final Slice TEXT = message("ü".repeat(CHARACTERS).getBytes(StandardCharsets.UTF_8));
    private static final Slice MALFORMED = message(new byte[] {(byte) 0xc3, '('});

    private static final double MODERATE_NANOS = 100;

    private final Codec codec;
    private final Slots slots;

    @Activate
    public Utf8(@Reference(target = Slot.ACTIVE_TARGET) Codec codec, @Reference Slots slots) {
        super("json.utf8");
        this.codec = codec;
        this.slots = slots;
    }

    private static Slice message(byte[] text) {
        byte[] before = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"text\":\""
                .getBytes(StandardCharsets.UTF_8);
        byte[] after = "\"}}".getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[before.length + text.length + after.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(text, 0, all, before.length, text.length);
        System.arraycopy(after, 0, all, before.length + text.length, after.length);
        return Slice.of(all);
    }

    @Override
    public Measurement measure() {
        boolean validates = false;
        try {
            codec.decode(MALFORMED);
        } catch (CodecException e) {
            validates = true;
        }
        double ascii = nanos(ASCII);
        double text = nanos(TEXT);
        double each = text / TEXT.length();
        Verdict cost = Verdict.below(each, MODERATE_NANOS, 5 * MODERATE_NANOS);
        String active = Swaps.active(slots, Slot.CODEC);
        return Measurement.of(
                        each,
                        "ns a byte",
                        "validates, in under 100",
                        validates || cost == Verdict.BOTTLENECK ? cost : Verdict.MODERATE)
                .saying(String.format(
                        Locale.ROOT,
                        "%s %s malformed UTF-8; %.0f %% more than for ASCII",
                        active,
                        validates ? "refuses" : "takes",
                        Math.max(0, 100 * (text / ascii - 1))))
                .remedy(
                        validates
                                ? Swaps.other(slots, Slot.CODEC, "jackson")
                                : Action.configure("dev.backplane.codec." + active, "validateUtf8", true));
    }

    private double nanos(Slice message) {
        return Timing.p50(BATCH, () -> {
            for (int i = 0; i < BATCH; i++) {
                codec.decode(message);
            }
        });
    }
}
