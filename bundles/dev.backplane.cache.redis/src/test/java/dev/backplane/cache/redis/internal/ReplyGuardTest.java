package dev.backplane.cache.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumer;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushMessage;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;

class ReplyGuardTest {

    private static final int ROUNDS = 50_000;

    private static InputStream guarded(String replies) {
        return new ReplyGuard(new ByteArrayInputStream(replies.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void read_repliesOfAllKinds_areUnchanged() throws IOException {
        String replies = "+OK\r\n-ERR no\r\n:-42\r\n$3\r\na\r\n\r\n$-1\r\n$0\r\n\r\n*-1\r\n*0\r\n"
                + "*3\r\n*2\r\n$1\r\n*\r\n:1\r\n*1\r\n*0\r\n$2\r\n$$\r\n+end\r\n";

        assertThat(guarded(replies).readAllBytes()).isEqualTo(replies.getBytes(StandardCharsets.ISO_8859_1));
        InputStream single = guarded(replies);
        int count = 0;
        while (single.read() >= 0) {
            count++;
        }
        assertThat(count).isEqualTo(replies.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$33554433\r\n",
                "*100001\r\n",
                "$99999999999999999999\r\n",
                "$-2\r\n",
                "$1x\r\n",
                "*1\r2\r\n",
                ":1\n",
                "+a\rb\r\n",
                "HTTP/1.1 200 OK\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
                "%1\r\n",
                "_\r\n"
            })
    void read_whatIsNoReplyOrTooMuch_endsTheStream(String garbage) {
        assertThatThrownBy(() -> guarded(garbage).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("garbage");
    }

    @Test
    void read_lineWithoutAnEnd_endsTheStream() {
        assertThatThrownBy(() -> guarded("+" + "x".repeat(10_000)).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4096");
    }

    /** The client behind the guard reads any bytes without an error that is more than one of the connection. */
    @Test
    void read_anyBytes_areRepliesOrAnError() throws IOException {
        Random random = new Random(7);
        PushConsumerChain chain = new PushConsumerChain() {
            @Override
            public PushMessage process(PushMessage message) {
                return message;
            }

            @Override
            public List<PushConsumer> getConsumers() {
                return List.of();
            }
        };
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = i % 2 == 0 ? changed(reply(random, 0), random) : noise(random);
            RedisInputStream in = new RedisInputStream(new ReplyGuard(new ByteArrayInputStream(bytes)));
            try {
                for (int j = 0; j < 5; j++) {
                    Replies.check(List.of(String.valueOf(Protocol.read(in, chain))));
                    read++;
                }
            } catch (JedisException e) {
                assertThat(e.getClass()).isNotNull();
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 10);
    }

    private static byte[] noise(Random random) {
        String alphabet = "+-:$*0123456789\r\n\r\n\r\nabc";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(60);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] changed(byte[] reply, Random random) {
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            reply[random.nextInt(reply.length)] = (byte) random.nextInt();
        }
        return reply;
    }

    private static byte[] reply(Random random, int depth) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(depth > 3 ? 4 : 6)) {
            case 0 -> out.writeBytes("+fine\r\n".getBytes(StandardCharsets.ISO_8859_1));
            case 1 -> out.writeBytes((":" + random.nextLong() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            case 2 -> out.writeBytes("$-1\r\n".getBytes(StandardCharsets.ISO_8859_1));
            case 3 -> {
                byte[] content = new byte[random.nextInt(30)];
                random.nextBytes(content);
                out.writeBytes(("$" + content.length + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.write(content);
                out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            default -> {
                int elements = random.nextInt(4);
                out.writeBytes(("*" + elements + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                for (int i = 0; i < elements; i++) {
                    out.write(reply(random, depth + 1));
                }
            }
        }
        return out.toByteArray();
    }
}
