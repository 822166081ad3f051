package dev.backplane.itests.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes messages that are almost right, repeatably from a seed. For one thread. */
public final class Mutations {
    private static final int ROUNDS_MAX = 4;
    private static final int SPAN_MAX = 24;
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "null",
        "true",
        "-",
        "1e999",
        "0",
        "\\u0000",
        "\\ud800",
        "\u00ff\u00fe",
        "\0",
        "\r\n",
        "[[[[[[[[",
        "{\"a\":",
        "\"_meta\":{}",
        "\"id\":null,",
        "\"id\":1.5e3,",
        "\"jsonrpc\":\"1.0\",",
        "\"method\":\"initialize\",",
        "99999999999999999999",
        "\"cursor\":\"x\"",
        "../../",
        "%00",
        "chunked",
        "Content-Length: 3\r\n",
        "Host: \r\n"
    };

    private final Random random;

    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** The source of chance, for choices of the caller's own. */
    public Random random() {
        return random;
    }

    /** One of them. */
    public <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Changes the message in up to four places; now and then in none. */
    public byte[] mutate(byte[] message) {
        byte[] result = message;
        for (int round = random.nextInt(ROUNDS_MAX + 1); round > 0 && result.length > 0; round--) {
            result = once(result);
        }
        return result;
    }

    private byte[] once(byte[] message) {
        int at = random.nextInt(message.length);
        int span = Math.min(message.length - at, 1 + random.nextInt(SPAN_MAX));
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 64);
        out.write(message, 0, at);
        int rest = at;
        switch (random.nextInt(7)) {
            case 0 -> {
                out.write(random.nextInt(256));
                rest = at + 1;
            }
            case 1 -> {
                out.write(message[at] ^ 1 << random.nextInt(8));
                rest = at + 1;
            }
            case 2 -> rest = at + span;
            case 3 -> out.write(message, at, span);
            case 4 -> {
                byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.ISO_8859_1);
                out.write(token, 0, token.length);
            }
            case 5 -> {
                int from = random.nextInt(message.length);
                out.write(message, from, Math.min(span, message.length - from));
                rest = at + span;
            }
            default -> rest = random.nextInt(3) == 0 ? message.length : at;
        }
        out.write(message, rest, message.length - rest);
        return out.toByteArray();
    }
}
