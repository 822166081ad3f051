package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.EchoConversation;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What both ways in have in common. */
@Timeout(30)
abstract class StreamTransportTest {

    @TempDir
    Path folder;

    final EchoEndpoint endpoint = new EchoEndpoint();
    Transport transport;

    abstract Transport start(Map<String, Object> values);

    abstract void change(Map<String, Object> values);

    abstract void stop();

    void serve(Object... values) {
        transport = start(map(values));
    }

    static Map<String, Object> map(Object... values) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            map.put((String) values[i], values[i + 1]);
        }
        return map;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (transport == null) {
            return;
        }
        stop();
        assertThat(transport.address()).isNull();
        assertThat(Objects.requireNonNull(transport.leases()).size()).isZero();
        for (EchoConversation each : endpoint.conversations) {
            assertThat(each.ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    Client client() throws IOException {
        return connect(0);
    }

    /** @param receiveBytes of its buffer; 0: as the system likes */
    Client connect(int receiveBytes) throws IOException {
        return new Client(Objects.requireNonNull(transport.address()), receiveBytes);
    }

    /** A client may see the end of its connection before its lease has ended. */
    void awaitOneEnded(LeaseEnd why) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (ended(why) == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(ended(why)).isEqualTo(1);
    }

    /** A client may have the end of an answer before it is counted. */
    private void awaitSent(long least) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (transport.copies().sent() < least && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private long ended(LeaseEnd why) {
        return Objects.requireNonNull(
                Objects.requireNonNull(transport.leases()).statistics().ended().get(why));
    }

    @Test
    void answers_areCopiedOnce_largeOnesToo() throws Exception {
        serve();
        try (Client client = client()) {
            for (int size : new int[] {100_000, 14_000_000}) {
                CopyStatistics before = transport.copies();
                assertThat(client.send("large:" + size + "\n").line()).hasSize(size);
                awaitSent(before.sent() + size - 1);
                CopyStatistics after = transport.copies();
                assertThat(after.copied(CopyReason.ENCODED) - before.copied(CopyReason.ENCODED))
                        .isEqualTo(size);
                assertThat(after.copied(CopyReason.HEAP)).isZero();
                // no more than one small end of a message
                assertThat(after.copied(CopyReason.WAITING) - before.copied(CopyReason.WAITING))
                        .isLessThanOrEqualTo(4_096);
                assertThat(after.sent() - before.sent()).isBetween(size - 1L, size + 1L);
            }
        }
    }

    @Test
    void lines_areAnsweredInOrder_howeverTheyCome() throws Exception {
        serve();
        try (Client client = client()) {
            assertThat(client.send("a\nb\r\n\nc").line()).isEqualTo("a");
            assertThat(client.line()).isEqualTo("b\r");
            assertThat(client.send("d\n").line()).isEqualTo("cd");
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 5_000; i++) {
                many.append(i).append('\n');
            }
            client.send(many.toString());
            for (int i = 0; i < 5_000; i++) {
                assertThat(client.line()).isEqualTo(String.valueOf(i));
            }
        }
        EchoConversation conversation = endpoint.next();
        assertThat(conversation.ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(conversation.accepted).hasValue(5_003);
    }

    @Test
    void largeMessages_comeWhole_bothWays() throws Exception {
        serve("messageBytesMax", 2_000_000);
        try (Client client = client()) {
            String large = "x".repeat(1_500_000);
            assertThat(client.send(large + "\n").line()).isEqualTo(large);
            assertThat(client.send("large:10000000\n").line()).hasSize(10_000_000);
        }
    }

    @Test
    void tooLargeMessage_getsAnError_andTheConnectionGoesOn() throws Exception {
        serve("messageBytesMax", 1024);
        try (Client client = client()) {
            assertThat(client.send("x".repeat(5000) + "\nnext\n").line()).contains("messageBytesMax = 1024");
            assertThat(client.line()).isEqualTo("next");
        }
    }

    @Test
    void closedInMidMessage_endsTheConversation() throws Exception {
        serve();
        client().send("whole\nhal").close();
        EchoConversation conversation = endpoint.next();
        assertThat(conversation.ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(conversation.accepted).hasValue(1);
    }

    @Test
    void halfClosed_getsWhatIsUnderWay() throws Exception {
        serve();
        try (Client client = client()) {
            client.send("hold\n").halfClose();
            EchoConversation conversation = endpoint.next();
            while (!conversation.isDraining()) {
                Thread.onSpinWait();
            }
            conversation.release();
            assertThat(client.line()).isEqualTo("released");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void halfClosed_isClosedWhenItsTimeIsOver() throws Exception {
        serve("halfCloseMillis", 100);
        try (Client client = client()) {
            client.send("hold\n").halfClose();
            assertThat(client.line()).isNull();
            assertThat(endpoint.next().ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void silentAndSlowPeers_areToldAndClosed() throws Exception {
        serve("firstMessageTimeoutMillis", 150, "messageTimeoutMillis", 150);
        try (Client silent = client();
                Client slow = client()) {
            slow.send("first\nsec");
            assertThat(slow.line()).isEqualTo("first");
            assertThat(silent.line()).contains("firstMessageTimeoutMillis = 150");
            assertThat(silent.line()).isNull();
            assertThat(slow.line()).contains("messageTimeoutMillis = 150");
            assertThat(slow.line()).isNull();
        }
    }

    @Test
    void idlePeer_isClosed_unlessSomethingIsUnderWay() throws Exception {
        serve("idleTimeoutMillis", 150);
        try (Client busy = client();
                Client idle = client()) {
            busy.send("hold\n");
            EchoConversation held = endpoint.next();
            assertThat(idle.send("x\n").line()).isEqualTo("x");
            assertThat(idle.line()).isNull();
            held.release();
            assertThat(busy.line()).isEqualTo("released");
        }
    }

    @Test
    void stalledReader_isCut_othersAreServed() throws Exception {
        serve("queueBytesMax", 100_000, "stallMillis", 200);
        try (Client stalled = connect(4096);
                Client other = client()) {
            stalled.send("large:5000000\n");
            EchoConversation conversation = endpoint.next();
            assertThat(other.send("x\n").line()).isEqualTo("x");
            assertThat(conversation.ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(transport.streams().cut()).isEqualTo(1);
        }
    }

    @Test
    void fullQueue_cutsThePeer() throws Exception {
        serve("queueBytesMax", 4096);
        try (Client stalled = connect(4096)) {
            stalled.send("x\n");
            EchoConversation conversation = endpoint.next();
            byte[] news = new byte[10_000];
            int sent = 0;
            while (conversation.line.send(news) && sent < 10_000) {
                sent++;
            }
            assertThat(sent).isLessThan(10_000);
            assertThat(conversation.ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void oneTooMany_isToldWhy() throws Exception {
        serve("connectionsMax", 1);
        try (Client first = client()) {
            assertThat(first.send("x\n").line()).isEqualTo("x");
            try (Client second = client()) {
                assertThat(second.line()).contains("connectionsMax").startsWith("{\"jsonrpc\":\"2.0\",\"error\"");
                assertThat(second.line()).isNull();
            }
            change(map("connectionsMax", 2));
            try (Client third = client()) {
                assertThat(third.send("y\n").line()).isEqualTo("y");
                assertThat(first.send("z\n").line()).isEqualTo("z");
            }
        }
    }

    @Test
    void failingEngine_closesThatConnectionAlone() throws Exception {
        serve();
        try (Client bad = client();
                Client good = client()) {
            assertThat(bad.send("throw\n").line()).isNull();
            assertThat(good.send("x\n").line()).isEqualTo("x");
        }
        awaitOneEnded(LeaseEnd.FAILED);
    }

    @Test
    void stop_answersWhatIsUnderWay_thenCloses() throws Exception {
        serve();
        try (Client client = client()) {
            client.send("hold\n");
            EchoConversation conversation = endpoint.next();
            while (conversation.underWay() == 0) {
                Thread.onSpinWait();
            }
            Thread stopper = new Thread(this::stop);
            stopper.start();
            while (!conversation.isDraining()) {
                Thread.onSpinWait();
            }
            conversation.release();
            assertThat(client.line()).isEqualTo("released");
            assertThat(client.line()).isNull();
            stopper.join();
        }
        awaitOneEnded(LeaseEnd.STOPPED);
    }

    @Test
    void stop_afterItsTime_cutsShort() throws Exception {
        serve("drainMillis", 100);
        try (Client client = client()) {
            client.send("hold\n");
            EchoConversation conversation = endpoint.next();
            while (conversation.underWay() == 0) {
                Thread.onSpinWait();
            }
            stop();
            assertThat(client.line()).isEqualTo("expired");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void badConfiguration_changesNothing() throws Exception {
        serve();
        String address = transport.address();
        change(map("queueBytesMax", 1));
        assertThat(transport.address()).isEqualTo(address);
        try (Client client = client()) {
            assertThat(client.send("x\n").line()).isEqualTo("x");
        }
    }

    @Test
    void operators_seeAndCloseConnections() throws Exception {
        serve();
        try (Client client = client()) {
            client.send("hold\n");
            EchoConversation conversation = endpoint.next();
            while (conversation.underWay() == 0) {
                Thread.onSpinWait();
            }
            var lease = Objects.requireNonNull(transport.leases()).stream()
                    .findFirst()
                    .orElseThrow();
            assertThat(lease.connection().inFlight()).isEqualTo(1);
            assertThat(lease.connection().transport()).isEqualTo(transport.name());
            assertThat(lease.connection().protocolVersion()).isEqualTo("2025-11-25");
            lease.connection().close(true);
            assertThat(client.line()).isNull();
        }
        awaitOneEnded(LeaseEnd.OPERATOR);
    }
}
