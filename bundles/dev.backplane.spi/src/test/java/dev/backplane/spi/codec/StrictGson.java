package dev.backplane.spi.codec;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Another parser, to hold codecs against: Gson's strict reader over the JDK's strict UTF-8 decoder. What the codec contract
 * refuses and Gson lets pass is added: a byte order mark, lone surrogate escapes, numbers beyond the bounds, and duplicate
 * names. Not thread-safe.
 */
final class StrictGson {

    /** What it says of a text. */
    enum Verdict {
        /** Good for {@code decode} and {@code value}. */
        ACCEPTED,
        /** Good but for the same name twice in the message or its params: {@code decode} alone refuses it. */
        DUPLICATE,
        /** Good for neither. */
        REFUSED
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private boolean duplicate;

    /** Returns what Gson says of a text. */
    Verdict judge(byte[] json) {
        duplicate = false;
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            return Verdict.REFUSED;
        }
        if (text.startsWith("\ufeff")) {
            return Verdict.REFUSED;
        }
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(Codec.MAX_DEPTH);
            value(reader, reader.peek() == JsonToken.BEGIN_OBJECT, false);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                return Verdict.REFUSED;
            }
        } catch (IOException | Refused e) {
            return Verdict.REFUSED;
        }
        return duplicate ? Verdict.DUPLICATE : Verdict.ACCEPTED;
    }

    /**
     * @param message whether the value is the whole message
     * @param params whether it is the message's params
     */
    private void value(JsonReader reader, boolean message, boolean params) throws IOException, Refused {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Set<String> names = new HashSet<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    checkText(name);
                    duplicate |= !names.add(name) && (message || params);
                    value(reader, false, message && name.equals("params"));
                }
                reader.endObject();
            }
            case BEGIN_ARRAY -> {
                reader.beginArray();
                while (reader.hasNext()) {
                    value(reader, false, false);
                }
                reader.endArray();
            }
            case STRING -> checkText(reader.nextString());
            case NUMBER -> checkNumber(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            default -> throw new Refused();
        }
    }

    private static void checkText(String text) throws Refused {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new Refused();
            }
        }
    }

    private static void checkNumber(String literal) throws Refused {
        String[] parts = literal.toLowerCase(Locale.ROOT).split("e", 2);
        String mantissa = parts[0].replace("-", "");
        int fraction = mantissa.contains(".") ? mantissa.length() - mantissa.indexOf('.') - 1 : 0;
        int digits = mantissa.replace(".", "").length();
        long exponent;
        try {
            exponent = parts.length == 1 ? 0 : Long.parseLong(parts[1]);
        } catch (NumberFormatException e) {
            throw new Refused();
        }
        if (digits > 1_000 || literal.length() > 1_010 || Math.abs(exponent - fraction) > 100_000) {
            throw new Refused();
        }
    }
}
