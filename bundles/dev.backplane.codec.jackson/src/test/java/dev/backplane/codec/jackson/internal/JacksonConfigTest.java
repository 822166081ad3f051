package dev.backplane.codec.jackson.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JacksonConfigTest {

    private static final Slice MALFORMED =
            Slice.of("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":\"\u00ed\u00a0\u0080\"}"
                    .getBytes(StandardCharsets.ISO_8859_1));

    @Test
    void modified_appliesToTheNextMessage() {
        JacksonCodec codec = new JacksonCodec(config(true));
        refused(codec);
        codec.modified(config(false));
        assertThat(codec.decode(MALFORMED)).isEqualTo(new Message.Notification("m", null));
        codec.modified(config(true));
        refused(codec);
    }

    private static void refused(JacksonCodec codec) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(MALFORMED))
                .withMessage("invalid UTF-8 at byte 35");
    }

    private static JacksonConfig config(boolean validateUtf8) {
        return new JacksonConfig() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return JacksonConfig.class;
            }

            @Override
            public boolean validateUtf8() {
                return validateUtf8;
            }
        };
    }
}
