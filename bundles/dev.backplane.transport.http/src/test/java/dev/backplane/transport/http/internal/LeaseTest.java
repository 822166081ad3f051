package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.Connection;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm.Bound;
import dev.backplane.spi.transport.RefusedException.Scope;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private Fixture fixture;

    @AfterEach
    void close() throws Exception {
        fixture.assertClean();
        fixture.close();
    }

    private void open(Object... keysAndValues) throws IOException {
        fixture = new Fixture(keysAndValues);
    }

    @Test
    void lease_ofAConnection_tellsWhatItDoes() throws Exception {
        open("firstMessageTimeoutMillis", 20_000);
        try (RawClient client = fixture.client()) {
            Lease lease = theLease();
            Connection connection = lease.connection();
            assertThat(connection.transport()).isEqualTo("http");
            assertThat(connection.peer().getPort()).isEqualTo(client.socket.getLocalPort());
            assertThat(connection.term().bound()).isEqualTo(Bound.FIRST_MESSAGE);
            assertThat(connection.term().leftNanos()).isBetween(1L, TimeUnit.SECONDS.toNanos(20));
            assertThat(connection.inFlight()).isZero();
            assertThat(connection.protocolVersion()).isNull();
            client.send(RawClient.postText("hold"));
            var held = fixture.endpoint.takeHeld();
            held.takenAs("2026-07-28");
            assertThat(connection.inFlight()).isEqualTo(1);
            assertThat(connection.term().bound()).isEqualTo(Bound.UNDER_WAY);
            held.respond(202);
            assertThat(client.reply().status()).isEqualTo(202);
            Fixture.assertEventually(() -> connection.inFlight() == 0, "answered");
            assertThat(connection.term().bound()).isEqualTo(Bound.IDLE);
            assertThat(connection.protocolVersion()).isEqualTo("2026-07-28");
            assertThat(lease.ageNanos()).isGreaterThanOrEqualTo(connection.idleNanos());
        }
        ended(LeaseEnd.CLOSED);
    }

    @Test
    void connection_withoutFirstMessage_ends() throws Exception {
        open("firstMessageTimeoutMillis", 300);
        try (RawClient silent = fixture.client();
                RawClient used = fixture.client()) {
            assertThat(used.post("echo:a").status()).isEqualTo(200);
            assertThat(silent.rest()).isEmpty();
            ended(LeaseEnd.TIMED_OUT);
            assertThat(used.post("echo:b").status()).isEqualTo(200);
        }
    }

    @Test
    void connection_reset_givesItsLeaseBack() throws Exception {
        open();
        for (String text : new String[] {"", "POST /mcp HT", RawClient.postText("hold")}) {
            RawClient client = fixture.client();
            client.send(text);
            theLease();
            client.abort();
            Fixture.assertEventually(() -> fixture.leases.size() == 0, "given back");
        }
        assertThat(fixture.leases.statistics().granted()).isEqualTo(3);
    }

    @Test
    void close_byAnOperator_letsWhatIsUnderWayFinish() throws Exception {
        open();
        try (RawClient client = fixture.client()) {
            client.send(RawClient.postText("hold"));
            var held = fixture.endpoint.takeHeld();
            Connection connection = theLease().connection();
            connection.close(false);
            Fixture.assertEventually(() -> connection.term().bound() == Bound.CLOSING, "closing");
            FakeEndpoint.answer(held, "last");
            RawClient.Reply reply = client.reply();
            assertThat(reply.body()).isEqualTo("last");
            assertThat(reply.headers()).containsEntry("connection", "close");
            assertThat(client.rest()).isEmpty();
        }
        ended(LeaseEnd.OPERATOR);
    }

    @Test
    void close_byAnOperator_endsIdleOnesAndStreamsInGoodOrder() throws Exception {
        open();
        try (RawClient idle = fixture.client()) {
            theLease().connection().close(false);
            assertThat(idle.rest()).isEmpty();
        }
        try (RawClient listening = fixture.client()) {
            listening.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            fixture.endpoint.takeStream().onDrain(() -> {});
            theLease().connection().close(false);
            assertThat(listening.reply().body()).isEqualTo("retry: 1000\n\n");
            assertThat(listening.rest()).isEmpty();
        }
    }

    @Test
    void close_byAnOperatorNow_closesAtOnce() throws Exception {
        open();
        try (RawClient client = fixture.client()) {
            client.send(RawClient.postText("hold"));
            fixture.endpoint.takeHeld();
            theLease().connection().close(true);
            assertThat(client.replyOrEnd()).isNull();
        }
        ended(LeaseEnd.OPERATOR);
        assertThat(fixture.endpoint.disconnects.get()).isEqualTo(1);
    }

    @Test
    void refused_inAFlood_countsAndEndsAtZero() throws Exception {
        open("connectionsMax", 1);
        try (RawClient in = fixture.client()) {
            assertThat(in.post("echo:in").status()).isEqualTo(200);
            for (int i = 0; i < 50; i++) {
                try (RawClient out = fixture.client()) {
                    assertThat(out.reply().status()).isEqualTo(503);
                    assertThat(out.rest()).isEmpty();
                }
            }
            assertThat(fixture.leases.size()).isEqualTo(1);
        }
        assertThat(fixture.leases.statistics().refused()).containsEntry(Scope.LISTENER, 50L);
    }

    @Test
    void messages_moreThanAllowed_waitAndAreAllAnswered() throws Exception {
        open("messagesPerSecondMax", 100);
        try (RawClient client = fixture.client()) {
            long start = System.nanoTime();
            client.send(RawClient.postText("echo:x").repeat(60));
            for (int i = 0; i < 60; i++) {
                assertThat(client.reply().body()).isEqualTo("echo:x");
            }
            // ten at once, then one each hundredth of a second
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(450));
        }
    }

    @Test
    void answer_takenTooSlowly_isCutOff() throws Exception {
        open("requestTimeoutMillis", 200, "bytesPerSecondMin", 1 << 30);
        try (RawClient client = fixture.client()) {
            client.send(RawClient.postText("large:50000000"));
            theLease();
            ended(LeaseEnd.TIMED_OUT);
        }
    }

    private Lease theLease() {
        Fixture.assertEventually(
                () -> fixture.leases.size() == 1
                        && fixture.leases.stream().findAny().isPresent(),
                "a lease");
        return fixture.leases.stream().findAny().orElseThrow();
    }

    private void ended(LeaseEnd why) {
        Fixture.assertEventually(
                () -> fixture.leases.statistics().ended().get(why) > 0,
                "ended as " + why + ": " + fixture.leases.statistics());
    }
}
