package dev.backplane.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.transport.RefusedException.Scope;
import java.net.InetAddress;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link Limiter} holds. */
public abstract class LimiterContract {

    private static final int RUNNERS = 4;
    private static final int TURNS = 20_000;

    /** Returns a limiter with these limits; 0 for the limit of an address: none. */
    protected abstract Limiter limiter(int max, int addressMax);

    /** Returns an address of a peer elsewhere, another one for each number below 250. */
    protected static InetAddress peer(int number) {
        return address(203, 0, 113, number);
    }

    protected static InetAddress address(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    public void take_upToTheLimit_thenRefusesUntilOneIsGivenBack() {
        Limiter limiter = limiter(2, 0);
        limiter.take(peer(1));
        limiter.take(null);
        assertThatThrownBy(() -> limiter.take(peer(2))).isInstanceOfSatisfying(RefusedException.class, refusal -> {
            assertThat(refusal.scope()).isEqualTo(Scope.ALL);
            assertThat(refusal.getMessage()).contains("2 connections").contains("connectionsMax");
            assertThat(refusal.retryAfterMillis()).isPositive();
        });
        assertThat(limiter.statistics().open()).isEqualTo(2);
        assertThat(limiter.statistics().refused()).isEqualTo(1);
        limiter.giveBack(null);
        limiter.take(peer(2));
        assertThat(limiter.statistics().addresses()).isEqualTo(2);
    }

    @Test
    public void take_upToTheLimitOfAnAddress_othersAreLetIn() {
        Limiter limiter = limiter(10, 2);
        limiter.take(peer(1));
        limiter.take(peer(1));
        assertThatThrownBy(() -> limiter.take(peer(1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refusal -> assertThat(refusal.scope()).isEqualTo(Scope.ADDRESS));
        limiter.take(peer(2));
        for (int i = 0; i < 5; i++) {
            limiter.take(null);
        }
        LimiterStatistics statistics = limiter.statistics();
        assertThat(statistics.open()).isEqualTo(8);
        assertThat(statistics.busiest()).isEqualTo(2);
        assertThat(statistics.refusedByAddress()).isEqualTo(1);
        limiter.giveBack(peer(1));
        limiter.take(peer(1));
    }

    @Test
    public void adopt_beyondTheLimits_counts() {
        Limiter limiter = limiter(1, 1);
        for (int i = 0; i < 3; i++) {
            limiter.adopt(peer(1));
        }
        assertThat(limiter.statistics().open()).isEqualTo(3);
        limiter.giveBack(peer(1));
        limiter.giveBack(peer(1));
        assertThatThrownBy(() -> limiter.take(peer(2))).isInstanceOf(RefusedException.class);
        limiter.giveBack(peer(1));
        limiter.take(peer(1));
    }

    @Test
    public void all_manyAtOnce_neverBeyondTheLimitsAndBackToZero() throws Exception {
        int max = 7;
        int addressMax = 3;
        Limiter limiter = limiter(max, addressMax);
        AtomicInteger open = new AtomicInteger();
        ConcurrentHashMap<InetAddress, AtomicInteger> byAddress = new ConcurrentHashMap<>();
        AtomicInteger refusals = new AtomicInteger();
        Race.run(RUNNERS, runner -> {
            SplittableRandom random = new SplittableRandom(runner);
            InetAddress[] held = new InetAddress[4];
            for (int turn = 0; turn < TURNS; turn++) {
                int place = random.nextInt(held.length);
                InetAddress address = held[place];
                if (address != null) {
                    open.decrementAndGet();
                    byAddress.get(address).decrementAndGet();
                    limiter.giveBack(address);
                    held[place] = null;
                    continue;
                }
                address = peer(random.nextInt(3));
                try {
                    limiter.take(address);
                } catch (RefusedException e) {
                    refusals.incrementAndGet();
                    continue;
                }
                held[place] = address;
                assertThat(open.incrementAndGet()).isLessThanOrEqualTo(max);
                assertThat(byAddress
                                .computeIfAbsent(address, key -> new AtomicInteger())
                                .incrementAndGet())
                        .isLessThanOrEqualTo(addressMax);
            }
            for (InetAddress address : held) {
                if (address != null) {
                    open.decrementAndGet();
                    byAddress.get(address).decrementAndGet();
                    limiter.giveBack(address);
                }
            }
        });
        LimiterStatistics statistics = limiter.statistics();
        assertThat(statistics.open()).isZero();
        assertThat(statistics.addresses()).isZero();
        assertThat(statistics.busiest()).isZero();
        assertThat(statistics.refused() + statistics.refusedByAddress()).isEqualTo(refusals.get());
        assertThat(refusals.get()).isPositive();
    }
}
