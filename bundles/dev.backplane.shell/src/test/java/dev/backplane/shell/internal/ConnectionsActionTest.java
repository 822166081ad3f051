package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Connection;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm;
import dev.backplane.spi.transport.LeaseTerm.Bound;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.LimiterStatistics;
import dev.backplane.spi.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionsActionTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Leases leases = new Leases("main", 10);
    private final List<Transport> transports = List.of(new Way(leases));

    private <T extends McpAction> T action(T action) {
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return action;
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Map<?, ?> object() {
        return (Map<?, ?>) new GsonCodec().value(new Slice(bytes.toByteArray(), 0, bytes.size()));
    }

    @Test
    void connections_table_showsTheOldestFirstAndHowManyMore() throws Exception {
        long first =
                leases.take(new Peer("10.0.0.1", LeaseTerm.of(Bound.UNDER_WAY))).id();
        leases.take(new Peer(null, LeaseTerm.in(Bound.IDLE, TimeUnit.SECONDS.toNanos(90))));
        leases.take(new Peer("2001:db8::1", LeaseTerm.of(Bound.CLOSING)));
        ConnectionsAction action = action(new ConnectionsAction());
        action.transports = transports;
        action.limit = 2;
        action.execute();

        assertThat(lines().get(0)).matches("ID +ADDRESS +WAY IN +LISTENER +ERA +AGE +IDLE +IN FLIGHT +LEASE");
        String text = String.join("\n", lines());
        assertThat(text)
                .containsSubsequence(Long.toString(first), "10.0.0.1", "test", "main", "2026-", "under")
                .contains("idle, 1")
                .endsWith("... and 1 more; --limit shows them");
    }

    @Test
    void connections_json_tellsAll() throws Exception {
        long id = leases.take(new Peer("2001:db8::1", LeaseTerm.in(Bound.FIRST_MESSAGE, 5_000_000)))
                .id();
        ConnectionsAction action = action(new ConnectionsAction());
        action.transports = transports;
        action.json = true;
        action.execute();

        Map<?, ?> all = object();
        assertThat(((Number) all.get("open")).intValue()).isEqualTo(1);
        Map<?, ?> row = (Map<?, ?>) ((List<?>) all.get("connections")).get(0);
        assertThat(((Number) row.get("id")).longValue()).isEqualTo(id);
        assertThat(row.get("address")).isEqualTo("[2001:db8:0:0:0:0:0:1]:4711");
        assertThat(row.get("subject")).isEqualTo("CN=agent");
        assertThat(row.get("lease")).isEqualTo("first_message");
        assertThat(((Number) row.get("leftMillis")).longValue()).isEqualTo(5);
    }

    @Test
    void connections_ofAnotherListener_areLeftOut() throws Exception {
        leases.take(new Peer("10.0.0.1", LeaseTerm.of(Bound.UNDER_WAY)));
        ConnectionsAction action = action(new ConnectionsAction());
        action.transports = transports;
        action.listener = "other";
        action.execute();

        assertThat(lines()).hasSize(1);
    }

    @Test
    void connections_limitOutOfBounds_isRefused() {
        ConnectionsAction action = action(new ConnectionsAction());
        action.limit = 0;
        assertThatThrownBy(action::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage("--limit is 0, must be 1 to 100000");
    }

    @Test
    void connectionClose_knownId_closesIt() throws Exception {
        Peer peer = new Peer("10.0.0.1", LeaseTerm.of(Bound.UNDER_WAY));
        Lease lease = leases.take(peer);
        ConnectionCloseAction action = action(new ConnectionCloseAction());
        action.transports = transports;
        action.id = lease.id();
        action.execute();
        assertThat(peer.closed).isFalse();
        assertThat(lines())
                .containsExactly("Connection " + lease.id()
                        + " (test from 10.0.0.1:4711) ends when what is under way on it has been answered");
        action.now = true;
        action.execute();
        assertThat(peer.closed).isTrue();
        assertThat(ConnectionIds.of(transports)).containsExactly(Long.toString(lease.id()));
    }

    @Test
    void connectionClose_unknownId_saysSo() {
        ConnectionCloseAction action = action(new ConnectionCloseAction());
        action.transports = transports;
        action.id = -5;
        assertThatThrownBy(action::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage("no connection has the id -5; mcp:connections shows those there are");
    }

    @Test
    void transports_table_showsLimitsRefusalsAndEnds() throws Exception {
        leases.take(new Peer("10.0.0.1", LeaseTerm.of(Bound.UNDER_WAY))).end(LeaseEnd.TIMED_OUT);
        leases.take(new Peer("10.0.0.1", LeaseTerm.of(Bound.UNDER_WAY)));
        TransportsAction action = action(new TransportsAction());
        action.transports = transports;
        action.execute();
        assertThat(lines())
                .containsExactly(
                        "LISTENER  WAY IN  ADDRESS             OPEN  MAX  GRANTED  REFUSED  STREAMS",
                        "main      test    test://localhost:1  1     10   2        0        0",
                        "main ended: timed out 1",
                        "No limit over all ways in: backplane-connections is not there");
    }

    @Test
    void transports_withLimiter_showsWhatItCounts() throws Exception {
        TransportsAction action = action(new TransportsAction());
        action.transports = transports;
        action.limiter = new Counted();
        action.execute();
        assertThat(lines().get(lines().size() - 1))
                .isEqualTo("All ways in: 7 of at most 100 open, from 2 addresses, one of which has 5 of at most 20;"
                        + " refused 3, for their address 4");
        bytes.reset();
        action.json = true;
        action.execute();
        assertThat(((Map<?, ?>) object().get("limits")).get("refusedByAddress").toString())
                .isEqualTo("4");
    }

    private record Way(Leases leases) implements Transport {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public String address() {
            return "test://localhost:1";
        }
    }

    private static final class Counted implements Limiter {

        @Override
        public void take(@Nullable InetAddress address) {
            throw new AssertionError("nothing is to be taken");
        }

        @Override
        public void adopt(@Nullable InetAddress address) {
            throw new AssertionError("nothing is to be taken");
        }

        @Override
        public void giveBack(@Nullable InetAddress address) {
            throw new AssertionError("nothing is to be given back");
        }

        @Override
        public LimiterStatistics statistics() {
            return new LimiterStatistics(7, 100, 2, 20, 5, 3, 4);
        }
    }

    private static final class Peer implements Connection {
        private final @Nullable InetSocketAddress peer;
        private final LeaseTerm term;
        private @Nullable Boolean closed;

        Peer(@Nullable String host, LeaseTerm term) {
            this.peer = host == null ? null : new InetSocketAddress(host, 4711);
            this.term = term;
        }

        @Override
        public String transport() {
            return "test";
        }

        @Override
        public @Nullable InetSocketAddress peer() {
            return peer;
        }

        @Override
        public @Nullable String subject() {
            return term.bound() == Bound.FIRST_MESSAGE ? "CN=agent" : null;
        }

        @Override
        public String protocolVersion() {
            return "2026-07-28";
        }

        @Override
        public int inFlight() {
            return 1;
        }

        @Override
        public long idleNanos() {
            return 0;
        }

        @Override
        public LeaseTerm term() {
            return term;
        }

        @Override
        public void close(boolean now) {
            closed = now;
        }
    }
}
