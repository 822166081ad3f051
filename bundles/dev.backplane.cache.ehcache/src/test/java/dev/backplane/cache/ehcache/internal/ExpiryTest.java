package dev.backplane.cache.ehcache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.TestTime;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many are there whose time is over, with a million there. Nobody gets any, which would take them out. */
class ExpiryTest {

    private static final int MANY = 1_000_000;
    private static final byte[] CONTENT = {1};

    private final TestTime time = new TestTime();
    private final EhcacheTier tier = new EhcacheTier(time, new Sizes(1_024, 0, 0));
    private final Random random = new Random(3);
    private int keys;

    @AfterEach
    void close() {
        tier.deactivate();
    }

    /** As on a machine whose processors are all taken: the thread comes to it late each time. */
    @ParameterizedTest
    @CsvSource("5000, 15000, 150")
    void expireDue_calledLate_expiredOnesStayBelowAHundredth(int leastLife, int mostLife, int lateMillis) {
        for (int i = 0; i < MANY; i++) {
            put(leastLife, mostLife);
        }
        assertThat(tier.size()).isEqualTo(MANY);

        double most = 0;
        int rounds = 0;
        for (long wake = tier.core().index().wake(); tier.size() > 0; wake = tier.expireDue()) {
            time.pass(Math.max(0, wake - time.millis()) + lateMillis);
            if (rounds++ % 8 == 0) {
                most = Math.max(most, expired());
            }
        }

        assertThat(most).as("share of expired ones").isLessThan(0.01);
        assertThat(tier.statistics().expirations()).isEqualTo(MANY);
    }

    /** No thread at all: those who put see to it, though most of what they find is to be put further down in the wheel. */
    @ParameterizedTest
    @CsvSource("20000, 40000")
    void put_whileOthersExpire_expiredOnesStayBelowAHundredth(int leastLife, int mostLife) {
        int aMilli = 2 * MANY / (leastLife + mostLife);
        double most = 0;
        for (int passed = 0; passed < mostLife * 3 / 2; passed++) {
            for (int i = 0; i < aMilli; i++) {
                put(leastLife, mostLife);
            }
            time.pass(1);
            if (passed % 1_500 == 0) {
                most = Math.max(most, expired());
            }
        }

        assertThat(tier.size()).isBetween(MANY * 9L / 10, MANY * 11L / 10);
        assertThat(most).as("share of expired ones").isLessThan(0.01);
    }

    @Test
    void put_ofALife_isThereForNearlyAllOfIt() {
        for (int life : List.of(1, 10, 31, 32, 1_000, 60_000, 86_400_000)) {
            Node node = new Node(0, new CacheKey("n", "k"), value(life), 100, time.millis());
            long early = time.millis() + life - node.leaves();

            assertThat(early).as("of %s ms", life).isEqualTo(Math.min(life / 32, 500));
        }
    }

    private void put(int leastLife, int mostLife) {
        tier.put(new CacheKey("n", "k" + keys++), value(leastLife + random.nextInt(mostLife - leastLife)));
    }

    private CachedValue value(int lifeMillis) {
        long expires = time.millis() + lifeMillis;
        return new CachedValue(CONTENT, "", 1, "e", time.millis(), expires, expires, 0, Set.of(), false);
    }

    /** Returns the share of those that are there whose time is over; they stay. */
    private double expired() {
        long all = 0;
        long over = 0;
        for (Iterator<Walk<Node>> walks = tier.core().index().walks(); walks.hasNext(); ) {
            Walk<Node> walk = walks.next();
            for (List<Node> nodes = walk.next(); !nodes.isEmpty(); nodes = walk.next()) {
                all += nodes.size();
                over += nodes.stream().filter(node -> node.over(time.millis())).count();
            }
        }
        return all == 0 ? 0 : over / (double) all;
    }
}
