package dev.backplane.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.transport.RefusedException.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Leases leases = new Leases("main", 3, nanos::get);

    @Test
    void take_andEnd_areCountedByTheLimiter() {
        CountingLimiter limiter = new CountingLimiter(10);
        leases.use(limiter);
        Lease lease = leases.take(new Peer());
        nanos.addAndGet(5);
        assertThat(lease.ageNanos()).isEqualTo(5);
        assertThat(lease.listener()).isEqualTo("main");
        assertThat(leases.find(lease.id())).isSameAs(lease);
        assertThat(limiter.open.get()).isEqualTo(1);
        lease.end(LeaseEnd.TIMED_OUT);
        lease.end(LeaseEnd.CLOSED);
        assertThat(limiter.open.get()).isZero();
        assertThat(leases.size()).isZero();
        assertThat(leases.find(lease.id())).isNull();
        LeaseStatistics statistics = leases.statistics();
        assertThat(statistics.granted()).isEqualTo(1);
        assertThat(statistics.ended()).containsEntry(LeaseEnd.TIMED_OUT, 1L).containsEntry(LeaseEnd.CLOSED, 0L);
    }

    @Test
    void take_beyondTheListenersLimit_isRefusedAndLeavesNothing() {
        CountingLimiter limiter = new CountingLimiter(10);
        leases.use(limiter);
        for (int i = 0; i < 3; i++) {
            leases.take(new Peer());
        }
        assertThatThrownBy(() -> leases.take(new Peer()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("all 3 connections of the listener main (connectionsMax) are in use");
        assertThat(limiter.open.get()).isEqualTo(3);
        leases.limit(4);
        leases.take(new Peer());
        assertThat(leases.statistics().refused())
                .containsEntry(Scope.LISTENER, 1L)
                .containsEntry(Scope.ALL, 0L);
        assertThat(leases.stream()).hasSize(4).extracting(Lease::id).doesNotHaveDuplicates();
    }

    @Test
    void take_refusedByTheLimiter_leavesNothing() {
        leases.use(new CountingLimiter(1));
        leases.take(new Peer());
        assertThatThrownBy(() -> leases.take(new Peer())).isInstanceOf(RefusedException.class);
        assertThat(leases.size()).isEqualTo(1);
        assertThat(leases.statistics().refused()).containsEntry(Scope.ALL, 1L);
    }

    @Test
    void use_anotherLimiter_countsWhatIsOpenAlready() {
        CountingLimiter first = new CountingLimiter(10);
        CountingLimiter second = new CountingLimiter(1);
        Lease before = leases.take(new Peer());
        leases.use(first);
        Lease lease = leases.take(new Peer());
        leases.use(second);
        assertThat(first.open.get()).isZero();
        assertThat(second.open.get()).isEqualTo(2);
        leases.leave(first);
        assertThat(second.open.get()).isEqualTo(2);
        before.end(LeaseEnd.CLOSED);
        leases.leave(second);
        assertThat(second.open.get()).isZero();
        leases.take(new Peer());
        lease.end(LeaseEnd.FAILED);
        assertThat(first.open.get()).isZero();
        assertThat(second.open.get()).isZero();
    }

    @Test
    void all_whileLimitersComeAndGo_endAtZero() throws Exception {
        List<CountingLimiter> limiters = List.of(new CountingLimiter(6), new CountingLimiter(6));
        leases.limit(8);
        Race.run(4, runner -> {
            SplittableRandom random = new SplittableRandom(runner);
            Deque<Lease> held = new ArrayDeque<>();
            for (int turn = 0; turn < 20_000; turn++) {
                if (runner == 0) {
                    CountingLimiter limiter = limiters.get(random.nextInt(2));
                    if (random.nextBoolean()) {
                        leases.use(limiter);
                    } else {
                        leases.leave(limiter);
                    }
                } else if (held.size() > random.nextInt(4)) {
                    held.remove().end(LeaseEnd.CLOSED);
                } else {
                    try {
                        held.add(leases.take(new Peer()));
                    } catch (RefusedException e) {
                        assertThat(e.scope()).isNotEqualTo(Scope.ADDRESS);
                    }
                    assertThat(leases.size()).isLessThanOrEqualTo(8 + 3);
                }
            }
            held.forEach(lease -> lease.end(LeaseEnd.CLOSED));
        });
        assertThat(leases.size()).isZero();
        assertThat(leases.stream()).isEmpty();
        assertThat(limiters)
                .allSatisfy(limiter -> assertThat(limiter.open.get()).isZero());
        LeaseStatistics statistics = leases.statistics();
        assertThat(statistics.ended().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(statistics.granted());
    }

    /** Counts in all. */
    private static final class CountingLimiter implements Limiter {
        private final AtomicInteger open = new AtomicInteger();
        private final int max;

        CountingLimiter(int max) {
            this.max = max;
        }

        @Override
        public void take(@Nullable InetAddress address) {
            if (open.incrementAndGet() > max) {
                open.decrementAndGet();
                throw new RefusedException(Scope.ALL, "all " + max + " are in use", 1);
            }
        }

        @Override
        public void adopt(@Nullable InetAddress address) {
            open.incrementAndGet();
        }

        @Override
        public void giveBack(@Nullable InetAddress address) {
            assertThat(open.decrementAndGet()).isNotNegative();
        }

        @Override
        public LimiterStatistics statistics() {
            return new LimiterStatistics(open.get(), max, 0, 0, 0, 0, 0);
        }
    }

    private static final class Peer implements Connection {

        @Override
        public String transport() {
            return "test";
        }

        @Override
        public @Nullable InetSocketAddress peer() {
            return null;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public long idleNanos() {
            return 0;
        }

        @Override
        public LeaseTerm term() {
            return LeaseTerm.of(LeaseTerm.Bound.UNDER_WAY);
        }

        @Override
        public void close(boolean now) {
            // nothing is open
        }
    }
}
