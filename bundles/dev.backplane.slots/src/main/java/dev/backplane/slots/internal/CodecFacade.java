package dev.backplane.slots.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import org.jspecify.annotations.Nullable;

/** The active codec, whichever it is. A writer stays with the codec it came from. */
final class CodecFacade implements Codec {

    private final ActiveSlot<Codec> slot;

    CodecFacade(ActiveSlot<Codec> slot) {
        this.slot = slot;
    }

    @Override
    public Message decode(Slice json) {
        return slot.get().decode(json);
    }

    @Override
    public Members members(Slice object) {
        return slot.get().members(object);
    }

    @Override
    public @Nullable Object value(Slice json) {
        return slot.get().value(json);
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        return slot.get().writer(sink);
    }
}
