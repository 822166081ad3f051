package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.Content;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/** The smallest picture and sound that are valid, and what is said of an answered form. */
final class Samples {

    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private static final int WAV_HEADER_BYTES = 44;
    private static final int WAV_RATE = 8000;
    private static final int WAV_SAMPLES = 8;

    private Samples() {}

    /** A PNG of one red pixel. */
    static Content.Image image() {
        return new Content.Image(imageBytes(), "image/png");
    }

    static byte[] imageBytes() {
        return Base64.getDecoder().decode(PIXEL);
    }

    /** A WAV of one millisecond of silence: 8 kHz, mono, 8 bits unsigned. */
    static Content.Audio audio() {
        ByteBuffer wav = ByteBuffer.allocate(WAV_HEADER_BYTES + WAV_SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(WAV_HEADER_BYTES - 8 + WAV_SAMPLES);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(WAV_RATE).putInt(WAV_RATE);
        wav.putShort((short) 1).putShort((short) 8);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(WAV_SAMPLES);
        while (wav.hasRemaining()) {
            wav.put((byte) 0x80);
        }
        return new Content.Audio(wav.array(), "audio/wav");
    }

    /** One field that is a string, required. */
    static String stringForm(String field) {
        return """
                {"type":"object","properties":{"%1$s":{"type":"string"}},"required":["%1$s"]}""".formatted(field);
    }

    /** One field that is a truth value, required. */
    static String booleanForm(String field) {
        return """
                {"type":"object","properties":{"%1$s":{"type":"boolean"}},"required":["%1$s"]}""".formatted(field);
    }

    /** Returns a field of an answered form as text, or the other where the user did not fill it in. */
    static String field(Ask.ElicitAnswer answer, String name, String other) {
        Object value = answer.content().get(name);
        return value == null ? other : value.toString();
    }

    /** What the suite's texts want of an answered form: its action and its content. */
    static String describe(Ask.ElicitAnswer answer) {
        String content = answer.content().entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
        return "action=" + answer.action().name().toLowerCase(Locale.ROOT) + ", content=" + content;
    }
}
