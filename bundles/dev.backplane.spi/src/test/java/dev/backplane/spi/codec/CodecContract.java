package dev.backplane.spi.codec;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;

/** What every codec must do. A codec's test extends this class and says which codec it is. */
public abstract class CodecContract {

    /** The codec as it is where nothing is configured. */
    protected abstract Codec codec();

    /** The same, configured not to validate UTF-8. */
    protected abstract Codec unvalidated();

    @Nested
    class Validated extends Parts {
        @Override
        protected Codec codec() {
            return CodecContract.this.codec();
        }
    }

    @Nested
    class Unvalidated extends Parts {
        @Override
        protected Codec codec() {
            return CodecContract.this.unvalidated();
        }
    }

    @Nested
    class Utf8 extends CodecUtf8Contract {
        @Override
        protected Codec codec() {
            return CodecContract.this.codec();
        }

        @Override
        protected Codec unvalidated() {
            return CodecContract.this.unvalidated();
        }
    }

    /** What is the same, whether UTF-8 is validated or not. */
    abstract static class Parts {

        protected abstract Codec codec();

        @Nested
        class Grammar extends CodecGrammarContract {
            @Override
            protected Codec codec() {
                return Parts.this.codec();
            }
        }

        @Nested
        class Messages extends CodecMessageContract {
            @Override
            protected Codec codec() {
                return Parts.this.codec();
            }
        }

        @Nested
        class Values extends CodecValueContract {
            @Override
            protected Codec codec() {
                return Parts.this.codec();
            }
        }

        @Nested
        class Writing extends CodecWriterContract {
            @Override
            protected Codec codec() {
                return Parts.this.codec();
            }
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
