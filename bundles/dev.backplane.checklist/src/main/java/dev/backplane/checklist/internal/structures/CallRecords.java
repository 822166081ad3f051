package dev.backplane.checklist.internal.structures;

import dev.backplane.checklist.internal.Jvm;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.nio.charset.StandardCharsets;
import javax.management.JMException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether what a call becomes is a record, and how many bytes are allocated to read it and to look up whom it is for. */
@Component(service = Check.class)
public final class CallRecords extends RosterCheck {

    private static final Slice CALL = Slice.of("""
            {"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo","arguments":{"message":"checklist"}}}""".getBytes(StandardCharsets.UTF_8));

    private static final int CALLS = 16;
    private static final double MODERATE = 8_192;

    private final Codec codec;
    private final Registry registry;
    private final Slots slots;

    /** What was read last, so that it is not optimized away. */
    private volatile Message read;

    @Activate
    public CallRecords(
            @Reference(target = Slot.ACTIVE_TARGET) Codec codec,
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            @Reference Slots slots) {
        super("structures.records");
        this.codec = codec;
        this.registry = registry;
        this.slots = slots;
        this.read = codec.decode(CALL);
    }

    @Override
    public Measurement measure() throws JMException {
        double bytes = (double) Jvm.allocated(() -> {
                    for (int i = 0; i < CALLS; i++) {
                        read = codec.decode(CALL);
                        registry.lookup(new Key("tool", "echo"));
                    }
                })
                / CALLS;
        boolean plain = read.getClass().isRecord();
        return Measurement.of(
                        bytes,
                        "bytes a call",
                        "a record, in under 8192",
                        plain ? Verdict.below(bytes, MODERATE, 4 * MODERATE) : Verdict.BOTTLENECK)
                .saying(Swaps.active(slots, Slot.CODEC) + " reads " + CALL.length() + " bytes as "
                        + read.getClass().getSimpleName() + (plain ? ", a record" : ", no record"))
                .remedy(Swaps.other(slots, Slot.CODEC, "gson"));
    }
}
