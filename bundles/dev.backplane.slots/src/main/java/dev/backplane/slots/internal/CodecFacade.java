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
        Tenure<Codec> now = slot.enter();
        try {
            return now.service().decode(json);
        } finally {
            now.exit();
        }
    }

    @Override
    public Members members(Slice object) {
        Tenure<Codec> now = slot.enter();
        try {
            return now.service().members(object);
        } finally {
            now.exit();
        }
    }

    @Override
    public @Nullable Object value(Slice json) {
        Tenure<Codec> now = slot.enter();
        try {
            return now.service().value(json);
        } finally {
            now.exit();
        }
    }

    @Override
    public JsonWriter writer(ByteSink sink) {
        Tenure<Codec> now = slot.enter();
        try {
            return now.service().writer(sink);
        } finally {
            now.exit();
        }
    }
}
