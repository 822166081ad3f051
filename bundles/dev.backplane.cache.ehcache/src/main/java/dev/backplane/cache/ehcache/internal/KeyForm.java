package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.ehcache.spi.serialization.Serializer;

/** The form of keys beside the heap: the length of the namespace (4 bytes), then both texts, two bytes a character. */
final class KeyForm implements Serializer<CacheKey> {

    @Override
    public ByteBuffer serialize(CacheKey key) {
        int length = key.namespace().length() + key.key().length();
        ByteBuffer form = ByteBuffer.allocate(4 + 2 * length);
        form.putInt(key.namespace().length());
        form.asCharBuffer().put(key.namespace()).put(key.key());
        return form.rewind();
    }

    @Override
    public CacheKey read(ByteBuffer form) {
        int namespace = form.getInt(form.position());
        CharBuffer texts = texts(form);
        return new CacheKey(
                texts.subSequence(0, namespace).toString(),
                texts.subSequence(namespace, texts.length()).toString());
    }

    @Override
    public boolean equals(CacheKey key, ByteBuffer form) {
        int namespace = key.namespace().length();
        if (form.getInt(form.position()) != namespace) {
            return false;
        }
        CharBuffer texts = texts(form);
        if (texts.length() != namespace + key.key().length()) {
            return false;
        }
        for (int i = 0; i < texts.length(); i++) {
            char expected =
                    i < namespace ? key.namespace().charAt(i) : key.key().charAt(i - namespace);
            if (texts.get(i) != expected) {
                return false;
            }
        }
        return true;
    }

    private static CharBuffer texts(ByteBuffer form) {
        return form.slice(form.position() + 4, form.remaining() - 4).asCharBuffer();
    }
}
