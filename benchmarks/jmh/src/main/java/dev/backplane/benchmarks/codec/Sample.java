package dev.backplane.benchmarks.codec;

import dev.backplane.spi.codec.Slice;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Messages as they go over the wire. */
public enum Sample {

    /** A call of 180 bytes. */
    CALL("""
            {"jsonrpc":"2.0","id":12345,"method":"tools/call","params":{"name":"echo","arguments":{"message":\
            "hello, this is a message of a usual length"},"_meta":{"progressToken":"abc-123"}}}"""),

    /** A result of about 100 KB: a thousand rows of names, numbers and text. */
    RESULT(IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"id\":" + i + ",\"name\":\"entry-" + i + "\",\"score\":" + i / 8.0
                    + ",\"active\":true,\"note\":\"lorem ipsum\\ndolor sit amet, consectetur\"}")
            .collect(Collectors.joining(
                    ",", "{\"jsonrpc\":\"2.0\",\"id\":12345,\"result\":{\"structuredContent\":{\"rows\":[", "]}}}"))),

    /** A result of about 100 KB of Japanese text. */
    JAPANESE(IntStream.range(0, 500)
            .mapToObj(i -> "{\"type\":\"text\",\"text\":\""
                    + "\u6771\u4eac\u306e\u5929\u6c17\u306f\u6674\u308c\u3067\u3059\u3002".repeat(5) + "\"}")
            .collect(Collectors.joining(",", "{\"jsonrpc\":\"2.0\",\"id\":12345,\"result\":{\"content\":[", "]}}")));

    private final byte[] message;

    Sample(String message) {
        this.message = message.getBytes(StandardCharsets.UTF_8);
    }

    Slice message() {
        return Slice.of(message);
    }
}
