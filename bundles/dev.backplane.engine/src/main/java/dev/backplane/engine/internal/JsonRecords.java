package dev.backplane.engine.internal;

import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.RecordConverters;
import dev.backplane.engine.internal.schema.RecordForm;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Turns records into JSON and back, by the codec that is active. Thread-safe. */
@Component
public final class JsonRecords implements RecordConverters {

    private final Codec codec;

    @Activate
    public JsonRecords(@Reference(target = Slot.ACTIVE_TARGET) Codec codec) {
        this.codec = codec;
    }

    @Override
    public <R extends Record> CacheConverter<R> of(Class<R> type) {
        RecordForm<R> form = RecordForm.of(type);
        return new CacheConverter<>() {
            @Override
            public byte[] toBytes(R value) {
                Object json = form.toJson(value);
                return HeapSink.encode(codec, out -> out.any(json));
            }

            @Override
            public R ofBytes(byte[] bytes) {
                try {
                    return form.ofJson(codec.value(Slice.of(bytes)));
                } catch (CodecException e) {
                    throw new IllegalArgumentException("no JSON of a " + type.getName(), e);
                }
            }
        };
    }
}
