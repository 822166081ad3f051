package dev.backplane.spi.codec;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;

/** What every codec must do. A codec's test extends this class and says which codec it is. */
public abstract class CodecContract {

    protected abstract Codec codec();

    @Nested
    class Grammar extends CodecGrammarContract {
        @Override
        protected Codec codec() {
            return CodecContract.this.codec();
        }
    }

    @Nested
    class Messages extends CodecMessageContract {
        @Override
        protected Codec codec() {
            return CodecContract.this.codec();
        }
    }

    @Nested
    class Values extends CodecValueContract {
        @Override
        protected Codec codec() {
            return CodecContract.this.codec();
        }
    }

    @Nested
    class Writing extends CodecWriterContract {
        @Override
        protected Codec codec() {
            return CodecContract.this.codec();
        }
    }

    static Slice slice(String json) {
        return Slice.of(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a slice that does not begin with its array, between bytes that would break the text if they were read. */
    static Slice within(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] array = new byte[text.length + 7];
        java.util.Arrays.fill(array, (byte) '"');
        System.arraycopy(text, 0, array, 4, text.length);
        return new Slice(array, 4, text.length);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
