package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.ValueForm;
import java.nio.ByteBuffer;
import org.ehcache.spi.serialization.Serializer;

/** The form of values beside the heap: their number (8 bytes), then {@link ValueForm}, which is read when it is asked for. */
final class HeldForm implements Serializer<Held> {

    @Override
    public ByteBuffer serialize(Held held) {
        byte[] form = held.form();
        if (form == null) {
            Node node = (Node) held;
            form = ValueForm.write(node.key, node.value(node.key));
        }
        return ByteBuffer.allocate(8 + form.length)
                .putLong(held.number)
                .put(form)
                .flip();
    }

    @Override
    public Held read(ByteBuffer bytes) {
        long number = bytes.getLong();
        byte[] form = new byte[bytes.remaining()];
        bytes.get(form);
        return new Held(number, form);
    }

    @Override
    public boolean equals(Held held, ByteBuffer bytes) {
        return held.number == bytes.getLong(bytes.position());
    }
}
