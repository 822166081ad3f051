package dev.backplane.spi.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes broken messages of good ones, the same for the same seed and index. The good ones, of every revision of MCP, are
 * the lines of {@code messages.jsonl} beside this class. Immutable, thread-safe.
 */
public final class MessageMutator {

    private static final int MAX_LENGTH = 4_096;

    private static final List<byte[]> CORPUS = corpus();

    /** What breaks scanners: structure, escapes, literals, numbers at bounds, and UTF-8 that is nearly right. */
    private static final byte[][] TOKENS = tokens(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            " ",
            "\n",
            "\r",
            "\t",
            "\f",
            "\\'",
            "\u0000",
            "\u001f",
            "\u007f",
            "/",
            "'",
            "-",
            "+",
            ".",
            "e",
            "E5",
            "0",
            "1",
            "00",
            "1.0",
            "-0",
            "null",
            "true",
            "false",
            "nul",
            "NaN",
            "\\u0000",
            "\\ud83d",
            "\\ude00",
            "\\ud83d\\ude00",
            "\\u12",
            "\\x",
            "\u2028",
            "\ufeff",
            "\u65e5",
            "\ud83d\ude00",
            "9223372036854775808",
            "1e400",
            "1e-400",
            "1e100001",
            "-1.5E+99999",
            "0.1",
            "3.14159265358979323846",
            "2e-3",
            "9".repeat(1_001),
            "[[[[[[[[",
            "]]]]]]]]",
            "{\"a\":",
            "\"id\":1,",
            "\"jsonrpc\":\"2.0\",",
            "\"method\":\"x\",",
            "\"params\":{},",
            "\"params\":[],",
            "\"a\":1,\"a\":2,",
            ",\"result\":{}",
            "\"error\":{},",
            "//",
            "/**/",
            "#");

    private static final byte[][] INVALID_UTF8 = {
        CodecContract.bytes(0x80),
        CodecContract.bytes(0xC0, 0x80),
        CodecContract.bytes(0xC3),
        CodecContract.bytes(0xE0, 0x9F, 0xBF),
        CodecContract.bytes(0xE3, 0x81),
        CodecContract.bytes(0xED, 0xA0, 0x80),
        CodecContract.bytes(0xF0, 0x8F, 0xBF, 0xBF),
        CodecContract.bytes(0xF4, 0x90, 0x80, 0x80),
        CodecContract.bytes(0xF5, 0x80, 0x80, 0x80),
        CodecContract.bytes(0xF8, 0x88, 0x80, 0x80, 0x80),
        CodecContract.bytes(0xFF)
    };

    private final long seed;

    public MessageMutator(long seed) {
        this.seed = seed;
    }

    /** Returns the good messages. */
    public static List<byte[]> messages() {
        return CORPUS;
    }

    /** Returns a message with up to four changes; about one in ten has none. */
    public byte[] message(long index) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
        byte[] message = any(random);
        int changes = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            message = change(message, random);
        }
        return message.length <= MAX_LENGTH ? message : java.util.Arrays.copyOf(message, MAX_LENGTH);
    }

    private static byte[] change(byte[] message, SplittableRandom random) {
        int length = message.length;
        int from = random.nextInt(length + 1);
        int to = Math.min(length, from + random.nextInt(1 + random.nextInt(1, 40)));
        return switch (random.nextInt(12)) {
            case 0 -> flipped(message, from, random);
            case 1 -> joined(message, from, new byte[] {(byte) random.nextInt(256)}, Math.min(length, from + 1));
            case 2, 3, 4 -> joined(message, from, TOKENS[random.nextInt(TOKENS.length)], from);
            case 5 -> joined(message, from, TOKENS[random.nextInt(TOKENS.length)], to);
            case 6 -> joined(message, from, INVALID_UTF8[random.nextInt(INVALID_UTF8.length)], from);
            case 7 -> joined(message, from, new byte[0], to);
            case 8 -> joined(message, to, java.util.Arrays.copyOfRange(message, from, to), to);
            case 9 -> random.nextInt(4) > 0 ? nested(message, random) : java.util.Arrays.copyOf(message, from);
            case 10 -> value(message, from, random);
            default -> {
                byte[] other = any(random);
                int start = random.nextInt(other.length);
                yield joined(message, from, java.util.Arrays.copyOfRange(other, start, other.length), length);
            }
        };
    }

    private static byte[] any(SplittableRandom random) {
        return CORPUS.get(random.nextInt(CORPUS.size()));
    }

    private static byte[] flipped(byte[] message, int at, SplittableRandom random) {
        byte[] changed = message.clone();
        if (at < changed.length) {
            changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    /** Puts a value of another kind in place of the one that begins after the next colon. */
    private static byte[] value(byte[] message, int from, SplittableRandom random) {
        int colon = from;
        while (colon < message.length && message[colon] != ':') {
            colon++;
        }
        int start = Math.min(message.length, colon + 1);
        int end = start;
        while (end < message.length && message[end] != ',' && message[end] != '}') {
            end++;
        }
        return joined(message, start, TOKENS[random.nextInt(TOKENS.length)], end);
    }

    private static byte[] nested(byte[] message, SplittableRandom random) {
        int depth = 110 + random.nextInt(30);
        byte[] open = "[".repeat(depth).getBytes(StandardCharsets.US_ASCII);
        byte[] close = "]".repeat(depth).getBytes(StandardCharsets.US_ASCII);
        int colon = 0;
        for (int i = random.nextInt(message.length + 1); i < message.length && colon == 0; i++) {
            colon = message[i] == ':' ? i + 1 : 0;
        }
        if (colon == 0) {
            return joined(joined(message, 0, open, 0), message.length + depth, close, message.length + depth);
        }
        return joined(joined(message, colon, close, colon), colon, open, colon);
    }

    /** Returns the bytes up to {@code from}, those in the middle, and those beginning with {@code to}. */
    private static byte[] joined(byte[] message, int from, byte[] middle, int to) {
        byte[] joined = new byte[from + middle.length + message.length - to];
        System.arraycopy(message, 0, joined, 0, from);
        System.arraycopy(middle, 0, joined, from, middle.length);
        System.arraycopy(message, to, joined, from + middle.length, message.length - to);
        return joined;
    }

    private static byte[][] tokens(String... tokens) {
        byte[][] bytes = new byte[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            bytes[i] = tokens[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    private static List<byte[]> corpus() {
        try (InputStream in = MessageMutator.class.getResourceAsStream("messages.jsonl")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            java.util.Objects.requireNonNull(in, "messages.jsonl").transferTo(all);
            return all.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
