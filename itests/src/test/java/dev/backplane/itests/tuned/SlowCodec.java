package dev.backplane.itests.tuned;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Decodes each message many times over, and copies what is ready to be sent. Thread-safe. */
@Component(
        service = Codec.class,
        immediate = true,
        property = {Slot.SLOT + "=" + Slot.CODEC, Slot.VARIANT + "=slow", "service.ranking:Integer=-1000"})
public final class SlowCodec implements Codec {
    private static final int TIMES = 200;

    private final Codec real;

    @Activate
    public SlowCodec(@Reference(target = "(variant=gson)") Codec real) {
        this.real = real;
    }

    @Override
    public Message decode(Slice json) {
        for (int i = 1; i < TIMES; i++) {
            real.decode(json);
        }
        return real.decode(json);
    }

    @Override
    public Members members(Slice object) {
        return real.members(object);
    }

    @Override
    public Object value(Slice json) {
        return real.value(json);
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        return real.writer(new ByteSink() {
            @Override
            public void write(byte[] source, int offset, int length) {
                sink.write(source, offset, length);
            }

            @Override
            public int size() {
                return sink.size();
            }

            @Override
            public void clear() {
                sink.clear();
            }
        });
    }
}
