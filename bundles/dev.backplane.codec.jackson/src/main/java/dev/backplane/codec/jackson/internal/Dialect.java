package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.Codec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/** How Jackson is set up. Its defaults read RFC 8259 but for the encoding, which they guess. Stateless, thread-safe. */
final class Dialect {

    /** Escapes the two characters that JavaScript takes for line breaks. */
    private static final class LineSeparators extends CharacterEscapes {

        private static final SerializedString LINE = new SerializedString("\\u2028");
        private static final SerializedString PARAGRAPH = new SerializedString("\\u2029");

        private final int[] ascii = standardAsciiEscapesForJSON();

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character == '\u2028' ? LINE : character == '\u2029' ? PARAGRAPH : null;
        }
    }

    private Dialect() {}

    /**
     * Returns a factory with a buffer pool and a table of names of its own. Lengths have no bound of their own, that of
     * the message counts; those of numbers are in {@link Numbers}.
     */
    static JsonFactory factory() {
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Codec.MAX_DEPTH)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .characterEscapes(new LineSeparators())
                .build();
    }
}
