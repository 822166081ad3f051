package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The default codec. Messages are checked and indexed by {@link JsonScanner}, because Gson works on characters and cannot
 * tell where a value's bytes are; values are built by Gson; output is written as bytes by {@link Utf8JsonWriter}.
 *
 * <p>Thread-safe. Keeps one buffer of {@value Scratch#SIZE} bytes for each thread that writes.
 */
@Component(
        service = Codec.class,
        property = {Slot.SLOT + "=" + Slot.CODEC, Slot.VARIANT + "=gson", "service.ranking:Integer=100"})
public final class GsonCodec implements Codec {

    private final Scratch scratch = new Scratch();

    @Activate
    public GsonCodec() {}

    @Override
    public Message decode(Slice json) {
        return MessageScan.decode(json);
    }

    @Override
    public Members members(Slice object) {
        JsonScanner in = new JsonScanner(object);
        if (in.begin() != '{') {
            throw in.error("expected an object");
        }
        Members members = MessageScan.members(in, 0);
        in.finish();
        return members;
    }

    @Override
    public @Nullable Object value(Slice json) {
        return GsonValues.read(json);
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        return new Utf8JsonWriter(sink, scratch);
    }
}
