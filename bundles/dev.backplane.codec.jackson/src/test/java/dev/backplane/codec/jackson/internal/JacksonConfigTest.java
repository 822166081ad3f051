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

    /** CESU-8: a character as two surrogates of three bytes each, which Jackson takes. */
    private static final Slice WRONG = latin1("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"x\":\"\u00ed\u00a0\u0080\"}");

    @Test
    void validateUtf8_off_takesWhatJacksonTakes() {
        JacksonCodec codec = new JacksonCodec(false);
        assertThat(codec.decode(WRONG)).isEqualTo(new Message.Notification("m", null));
    }

    @Test
    void validateUtf8_off_stillRefusesLoneSurrogateEscapesAndByteOrderMarks() {
        JacksonCodec codec = new JacksonCodec(false);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(latin1("{\"jsonrpc\":\"2.0\",\"method\":\"\\ud800\"}")))
                .withMessageContaining("surrogate");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(latin1("\u00ef\u00bb\u00bf{\"jsonrpc\":\"2.0\",\"method\":\"m\"}")))
                .withMessageContaining("byte order mark");
    }

    @Test
    void validateUtf8_off_readsTheSameText() {
        String text = "\u65e5\u672c\u8a9e \ud83d\ude00 \u00e9\\n";
        Slice json = Slice.of(("\"" + text + "\"").getBytes(StandardCharsets.UTF_8));
        assertThat(new JacksonCodec(false).value(json))
                .isEqualTo(new JacksonCodec(true).value(json))
                .isEqualTo("\u65e5\u672c\u8a9e \ud83d\ude00 \u00e9\n");
    }

    @Test
    void modified_appliesToTheNextMessage() {
        JacksonCodec codec = new JacksonCodec(config(true));
        refused(codec);
        codec.modified(config(false));
        assertThat(codec.decode(WRONG)).isInstanceOf(Message.Notification.class);
        codec.modified(config(true));
        refused(codec);
    }

    private static void refused(JacksonCodec codec) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(WRONG))
                .withMessage("invalid UTF-8 at byte 35");
    }

    private static Slice latin1(String bytes) {
        return Slice.of(bytes.getBytes(StandardCharsets.ISO_8859_1));
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
