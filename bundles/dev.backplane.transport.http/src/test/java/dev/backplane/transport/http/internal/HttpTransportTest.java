package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.LeaseEnd;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.Xnio;

class HttpTransportTest {

    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final Registry registry = new SingleRegistry();

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void deactivate_idleConnections_freesPortAndThreads() throws Exception {
        HttpTransport transport = transport();
        int port = port(transport);
        try (RawClient idle = new RawClient(port);
                RawClient used = new RawClient(port)) {
            used.post("echo:hi");
            long start = System.nanoTime();
            transport.deactivate();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(8000);
            assertThat(idle.rest()).isEmpty();
            assertThat(used.rest()).isEmpty();
        }
        assertGone(port);
    }

    @Test
    void deactivate_requestsUnderWay_finish() throws Exception {
        HttpTransport transport = transport();
        int port = port(transport);
        try (RawClient client = new RawClient(port);
                RawClient streaming = new RawClient(port);
                RawClient openEnded = new RawClient(port)) {
            client.send(RawClient.postText("hold"));
            Exchange held = endpoint.takeHeld();
            streaming.send(RawClient.postText("stream"));
            EventStream ofCall = endpoint.takeStream();
            ofCall.send(null, new byte[] {'1'});
            openEnded.send(RawClient.postText("stream"));
            EventStream endless = endpoint.takeStream();
            endless.onDrain(() -> endless.send(null, new byte[] {'9'}));
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(transport::deactivate);
            assertThat(openEnded.reply().body()).isEqualTo("event: message\ndata: 9\n\nretry: 1000\n\n");
            assertThat(ofCall.send(null, new byte[] {'2'})).isTrue();
            ofCall.close();
            assertThat(streaming.reply().body()).isEqualTo("event: message\ndata: 1\n\nevent: message\ndata: 2\n\n");
            assertThat(stopping.isDone()).isFalse();
            FakeEndpoint.answer(held, "finished");
            assertThat(client.reply().body()).isEqualTo("finished");
            stopping.get(9, TimeUnit.SECONDS);
            assertThat(client.rest()).isEmpty();
        }
        assertGone(port);
    }

    @Test
    void deactivate_answerThatNeverComes_isCutAfterTheDrainTime() throws Exception {
        HttpTransport transport = transport("drainMillis", 200);
        int port = port(transport);
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.postText("hold"));
            Exchange held = endpoint.takeHeld();
            transport.deactivate();
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");
            assertThat(client.rest()).isEmpty();
            assertThat(endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
            held.onDisconnect(() -> {});
            assertThat(held.stream().isOpen()).isFalse();
        }
        assertGone(port);
    }

    @Test
    void deactivate_callUnderWay_newRequestsAreTurnedAwayAndWhatItNeedsIsLetIn() throws Exception {
        HttpTransport transport = transport();
        int port = port(transport);
        try (RawClient client = new RawClient(port);
                RawClient before = new RawClient(port)) {
            assertThat(before.post("echo:before").status()).isEqualTo(200);
            client.send(RawClient.postText("hold"));
            Exchange held = endpoint.takeHeld();
            assertThat(held.isDraining()).isFalse();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(transport::deactivate);
            Fixture.assertEventually(held::isDraining, "it drains");
            // whoever has a connection may still send, and whoever has none finds the door open
            assertThat(before.request("GET /mcp", "Accept: text/event-stream").status())
                    .isEqualTo(503);
            try (RawClient other = new RawClient(port)) {
                other.send(RawClient.postText("hold"));
                Exchange answerToAQuestion = endpoint.takeHeld();
                assertThat(answerToAQuestion.isDraining()).isTrue();
                answerToAQuestion.respond(202);
                RawClient.Reply reply = other.reply();
                assertThat(reply.status()).isEqualTo(202);
                assertThat(reply.headers()).containsEntry("connection", "close");
            }
            FakeEndpoint.answer(held, "finished");
            assertThat(client.reply().body()).isEqualTo("finished");
            stopping.get(9, TimeUnit.SECONDS);
        }
        assertGone(port);
    }

    @Test
    void deactivate_whileClientsCall_resetsNone() throws Exception {
        HttpTransport transport = transport();
        int port = port(transport);
        AtomicInteger answered = new AtomicInteger();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(() -> callUntilItEnds(port, answered)))
                .toList();
        Fixture.assertEventually(() -> answered.get() > 1000, "answers");
        transport.deactivate();
        for (CompletableFuture<Void> client : clients) {
            client.get(9, TimeUnit.SECONDS);
        }
        assertGone(port);
    }

    /** Each request is answered, or the connection ends before anything of an answer has come, and in order. */
    private static void callUntilItEnds(int port, AtomicInteger answered) {
        try (RawClient client = new RawClient(port)) {
            while (true) {
                client.send(RawClient.postText("echo:hi"));
                RawClient.Reply reply = client.replyOrEnd();
                if (reply == null) {
                    return;
                }
                assertThat(reply.body()).isEqualTo("echo:hi");
                answered.incrementAndGet();
                if ("close".equals(reply.headers().get("connection"))) {
                    assertThat(client.rest()).isEmpty();
                    return;
                }
            }
        } catch (IOException e) {
            throw new AssertionError("reset", e);
        }
    }

    @Test
    void deactivate_stalledListener_holdsNothingUp() throws Exception {
        HttpTransport transport = transport();
        int port = port(transport);
        try (RawClient stalled = new RawClient(port)) {
            stalled.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            EventStream stream = endpoint.takeStream();
            stream.onDrain(() -> {});
            Fixture.stall(stream, Objects.requireNonNull(transport.current()).streams());
            assertThat(transport.streamQueues()).isNotEmpty();
            assertThat(stream.send(null, new byte[1])).isTrue();
            assertThat(transport.streams().waitingBytes()).isPositive();
            long start = System.nanoTime();
            transport.deactivate();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(8000);
        }
        assertGone(port);
    }

    @Test
    void modified_port_newListenerServesAndOldDrains() throws Exception {
        HttpTransport transport = transport();
        int before = port(transport);
        try (RawClient client = new RawClient(before)) {
            client.send(RawClient.postText("hold"));
            Exchange held = endpoint.takeHeld();
            int after = freePort();
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> transport.modified(config(after)));
            Fixture.assertEventually(() -> serves(after), "the new port serves while the old one drains");
            FakeEndpoint.answer(held, "from the old one");
            assertThat(client.reply().body()).isEqualTo("from the old one");
            changing.get(5, TimeUnit.SECONDS);
            assertThat(port(transport)).isEqualTo(after);
        } finally {
            transport.deactivate();
        }
        assertThatThrownBy(() -> new RawClient(before)).isInstanceOf(ConnectException.class);
        assertNoThreads();
    }

    @Test
    void modified_portWhileACallGoesOn_returnsAtOnce() throws Exception {
        HttpTransport transport = transport();
        int first = port(transport);
        try (RawClient client = new RawClient(first)) {
            client.send(RawClient.postText("hold"));
            Exchange held = endpoint.takeHeld();
            int second = freePort();
            transport.modified(config(second));
            assertThat(serves(second)).isTrue();
            assertThat(transport.leases().size()).isPositive();
            transport.modified(Fixture.config("port", second, "path", "/other"));
            try (RawClient other = new RawClient(second)) {
                assertThat(other.post("echo:a").status()).isEqualTo(404);
            }
            FakeEndpoint.answer(held, "from the first one");
            assertThat(client.reply().body()).isEqualTo("from the first one");
        } finally {
            transport.deactivate();
        }
        assertThat(transport.leases().size()).isZero();
        assertThat(transport.leases().statistics().ended().get(LeaseEnd.STOPPED))
                .isPositive();
        assertGone(first);
    }

    @Test
    void name_ofAFurtherListener_isThatOfItsConfiguration() {
        assertThat(FurtherListener.name("dev.backplane.transport.http.listener~public"))
                .isEqualTo("public");
        assertThat(FurtherListener.name("dev.backplane.transport.http.listener.0af3"))
                .isEqualTo("0af3");
        assertThat(FurtherListener.name("other")).isEqualTo("other");
    }

    @Test
    void modified_limit_takesEffectOnOpenConnections() throws Exception {
        HttpTransport transport = transport();
        int port = port(transport);
        try (RawClient client = new RawClient(port)) {
            assertThat(client.post("echo:" + "x".repeat(5000)).status()).isEqualTo(200);
            transport.modified(Fixture.config(
                    "bodyBytesMax", 1024, "port", transport.current().settings().port()));
            assertThat(port(transport)).isEqualTo(port);
            assertThat(client.post("echo:" + "x".repeat(5000)).status()).isEqualTo(413);
        } finally {
            transport.deactivate();
        }
    }

    @Test
    void modified_allowedHosts_takesEffectOnOpenConnections() throws Exception {
        HttpTransport transport = transport();
        try (RawClient client = new RawClient(port(transport))) {
            assertThat(client.request("DELETE /mcp").status()).isEqualTo(200);
            transport.modified(Fixture.config("allowedHosts", new String[] {"other"}));
            assertThat(client.request("DELETE /mcp").status()).isEqualTo(403);
            assertThat(client.request("DELETE /mcp", "Host: other").status()).isEqualTo(200);
        } finally {
            transport.deactivate();
        }
    }

    @Test
    void modified_threadsAtTheSamePort_servesOn() throws Exception {
        int port = freePort();
        HttpTransport transport = transport(config(port));
        try {
            for (int threads = 1; threads <= 4; threads++) {
                try (RawClient client = new RawClient(port)) {
                    assertThat(client.post("echo:a").status()).isEqualTo(200);
                }
                transport.modified(Fixture.config("port", port, "ioThreads", threads));
                assertThat(port(transport)).isEqualTo(port);
                assertThat(transport.current().settings().ioThreads()).isEqualTo(threads);
            }
            assertThat(serves(port)).isTrue();
        } finally {
            transport.deactivate();
        }
    }

    @Test
    void modified_wrongValueOrTakenPort_changesNothing() throws Exception {
        HttpTransport transport = transport();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            transport.modified(Fixture.config("bodyBytesMax", 1));
            transport.modified(config(taken.getLocalPort()));
            assertThat(serves(port(transport))).isTrue();
        } finally {
            transport.deactivate();
        }
    }

    @Test
    void activate_takenPort_servesOnceItIsCorrected() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpTransport transport = transport(config(taken.getLocalPort()));
            assertThat(transport.current()).isNull();
            assertNoThreads();
            transport.modified(config(0));
            assertThat(serves(port(transport))).isTrue();
            transport.deactivate();
        }
        assertNoThreads();
    }

    @Test
    void activate_wrongValue_servesOnceItIsCorrected() {
        HttpTransport transport = transport("bodyBytesMax", 1);
        assertThat(transport.current()).isNull();
        transport.deactivate();
        transport.modified(config(0));
        assertThat(serves(port(transport))).isTrue();
        transport.deactivate();
    }

    @Test
    void address_isInTheRegistry_asLongAsItIsServed() throws Exception {
        HttpTransport transport = transport();
        assertThat(registry.entries(Address.KIND)).singleElement().satisfies(entry -> {
            assertThat(entry.key().name()).isEqualTo("http://127.0.0.1:" + port(transport) + "/mcp");
            assertThat(entry.value()).isSameAs(transport);
            assertThat(entry.owner()).isEqualTo(new Owner("bundle", "7"));
            assertThat(entry.metadata()).containsEntry("transport", "http");
        });
        int port = freePort();
        transport.modified(config(port));
        assertThat(registry.entries(Address.KIND).map(entry -> entry.key().name()))
                .containsExactly("http://127.0.0.1:" + port + "/mcp");
        transport.deactivate();
        assertThat(registry.size()).isZero();
    }

    private static int port(HttpTransport transport) {
        return Objects.requireNonNull(transport.current()).port();
    }

    private HttpTransport transport(Object... keysAndValues) {
        return transport(Fixture.config(keysAndValues));
    }

    private HttpTransport transport(HttpConfig config) {
        return new HttpTransport(endpoint, Xnio.getInstance(), registry, config, 7);
    }

    private static HttpConfig config(int port) {
        return Fixture.config("port", port);
    }

    private static boolean serves(int port) {
        try (RawClient client = new RawClient(port)) {
            return client.post("echo:up").body().equals("echo:up");
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertGone(int port) {
        assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
        assertNoThreads();
    }

    private static void assertNoThreads() {
        Fixture.assertEventually(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("backplane-http")),
                "no thread is left");
    }
}
