package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Requests that are almost right, by the thousand: nothing hangs, nothing is left behind. */
class HttpFuzzTest {

    private static final int THREADS = 4;
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 30_000) / THREADS;
    private static final int ROUNDS_MAX = 4;

    private static final String HEAD = "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES;

    private static final List<String> SEEDS = List.of(
            RawClient.postText("echo:seed"),
            RawClient.postText("later:seed"),
            RawClient.postText("notify"),
            RawClient.postText("large:40000"),
            RawClient.postText("stream"),
            RawClient.postText("hold"),
            RawClient.postText("throw"),
            RawClient.postText("echo:one") + RawClient.postText("later:two") + RawClient.postText("stream"),
            HEAD + "Transfer-Encoding: chunked\r\n\r\n4\r\necho\r\n5\r\n:text\r\n0\r\n\r\n",
            HEAD + "Transfer-Encoding: chunked\r\n\r\n6;x=y\r\nnotify\r\n0\r\nTrailer: t\r\n\r\n",
            HEAD + "Expect: 100-continue\r\nContent-Length: 6\r\n\r\nnotify",
            HEAD + "Origin: http://localhost:1\r\nMcp-Session-Id: s\r\nContent-Length: 6\r\n\r\necho:s",
            "GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nLast-Event-ID: 1\r\n\r\n",
            "GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n",
            "POST /sse?id=0 HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES + "Content-Length: 2\r\n\r\n{}",
            "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: s\r\n\r\n",
            "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n",
            "POST /mcp HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\necho:0");

    private static final String[] TOKENS = {
        "\r\n",
        "\n",
        "\0",
        ":",
        " ",
        "HTTP/1.1",
        "chunked",
        "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "ffffffffffffffff\r\n",
        "-1",
        "99999999999999999999",
        "Host: \r\n",
        "\u00ff\u00fe",
        "%00",
        "[::",
        "\t",
        ";q=",
        ","
    };

    @Test
    void door_mutatedRequests_neverHangsNorLeaks() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(THREADS);
        try (Fixture fixture = new Fixture(
                "requestTimeoutMillis", 100, "idleTimeoutMillis", 1000, "bodyBytesMax", 1 << 16, "drainMillis", 1000)) {
            List<Future<Integer>> runs = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(20261123L + thread);
                runs.add(clients.submit((Callable<Integer>) () -> fuzz(fixture, random)));
            }
            int answered = 0;
            for (Future<Integer> run : runs) {
                answered += run.get();
            }
            assertThat(answered).isGreaterThan(THREADS * REQUESTS / 10);
            assertThat(fixture.endpoint.accepted.get()).isPositive();
            fixture.assertClean();
        } finally {
            clients.shutdownNow();
        }
        Fixture.assertEventually(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("backplane-http")),
                "no thread is left");
    }

    private static int fuzz(Fixture fixture, Random random) throws IOException {
        int answered = 0;
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.ISO_8859_1);
            for (int round = random.nextInt(ROUNDS_MAX + 1); round > 0; round--) {
                request = mutated(request, random);
            }
            String answer = answer(fixture, request, random);
            if (!answer.isEmpty()) {
                answered++;
                assertThat(answer).as(() -> "the answer to a mutated request").startsWith("HTTP/");
            }
            if (answer.contains("HTTP/1.1 5")) {
                assertThat(answer).contains("{\"jsonrpc\":\"2.0\",\"error\":");
            }
        }
        return answered;
    }

    private static String answer(Fixture fixture, byte[] request, Random random) throws IOException {
        try (RawClient client = fixture.client()) {
            try {
                int split = random.nextInt(4) == 0 ? random.nextInt(request.length + 1) : request.length;
                client.send(java.util.Arrays.copyOf(request, split));
                client.send(java.util.Arrays.copyOfRange(request, split, request.length));
                if (random.nextInt(8) == 0) {
                    client.abort();
                    return "";
                }
                client.socket.shutdownOutput();
                return client.rest();
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("a hang on " + new String(request, StandardCharsets.ISO_8859_1), e);
            } catch (IOException e) {
                return "";
            }
        }
    }

    private static byte[] mutated(byte[] request, Random random) {
        if (request.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(request.length);
        int length = Math.min(request.length - at, 1 + random.nextInt(20));
        ByteArrayOutputStream out = new ByteArrayOutputStream(request.length + 64);
        out.write(request, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> {
                out.write(random.nextInt(256));
                out.write(request, at + 1, request.length - at - 1);
            }
            case 1 -> out.write(request, at + length, request.length - at - length);
            case 2 -> {
                out.write(request, at, length);
                out.write(request, at, request.length - at);
            }
            case 3 -> {
                byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.ISO_8859_1);
                out.write(token, 0, token.length);
                out.write(request, at, request.length - at);
            }
            case 4 -> {
                out.write(request[at] ^ 1 << random.nextInt(8));
                out.write(request, at + 1, request.length - at - 1);
            }
            default -> {
                if (random.nextInt(3) > 0) {
                    out.write(request, at, request.length - at);
                }
            }
        }
        return out.toByteArray();
    }
}
