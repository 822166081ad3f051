package dev.backplane.cache.ehcache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WheelTest {

    private static final long START = 1_700_000_000_123L;

    private final Node[] room = new Node[16];

    @Test
    void poll_anyTimes_findsEachWhenItIsDueAndNoneBefore() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Wheel wheel = new Wheel(START);
            TreeMap<Long, List<Node>> model = new TreeMap<>();
            long now = START;
            for (int step = 0; step < 3_000; step++) {
                if (random.nextInt(3) > 0) {
                    Node node = node(now, 1 + (long) (random.nextDouble() * Math.pow(10, random.nextInt(11))));
                    wheel.add(node, node.leaves());
                    model.computeIfAbsent(node.leaves(), leaves -> new ArrayList<>())
                            .add(node);
                } else if (random.nextInt(4) == 0 && !model.isEmpty()) {
                    List<Node> some = model.firstEntry().getValue();
                    wheel.drop(some.remove(some.size() - 1));
                    if (some.isEmpty()) {
                        model.pollFirstEntry();
                    }
                } else {
                    now += (long) (random.nextDouble() * Math.pow(10, random.nextInt(9)));
                    List<Node> found = pollAll(wheel, now);
                    List<Node> expected = new ArrayList<>();
                    model.headMap(now, true).values().forEach(expected::addAll);
                    long latest = now - Wheel.TICK;
                    assertThat(found).isSubsetOf(expected);
                    assertThat(found)
                            .containsAll(expected.stream()
                                    .filter(node -> node.leaves() <= latest)
                                    .toList());
                    model.values().forEach(nodes -> nodes.removeAll(found));
                    model.values().removeIf(List::isEmpty);
                    assertThat(wheel.wake())
                            .isLessThanOrEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey() + Wheel.TICK);
                }
            }
        }
    }

    @Test
    void wake_ofAnEmptyOrEternalWheel_isNever() {
        Wheel wheel = new Wheel(START);
        wheel.add(node(START, Long.MAX_VALUE), Long.MAX_VALUE);
        assertThat(wheel.wake()).isEqualTo(Long.MAX_VALUE);

        Node node = node(START, 1_000);
        wheel.add(node, node.leaves());
        assertThat(wheel.wake()).isBetween(START, START + 1_000 + Wheel.TICK);
        wheel.drop(node);
        assertThat(wheel.wake()).isEqualTo(Long.MAX_VALUE);
    }

    /** So that a wake that does not come, or comes for nothing each time, is noticed. */
    @Test
    void wake_followedFromTimeToTime_leadsToEachInFewSteps() {
        Wheel wheel = new Wheel(START);
        Node node = node(START, 300L * 24 * 3_600_000);
        wheel.add(node, node.leaves());

        int steps = 0;
        long now = START;
        while (pollAll(wheel, now).isEmpty()) {
            assertThat(wheel.wake()).isGreaterThan(now);
            now = wheel.wake();
            steps++;
        }

        assertThat(now).isBetween(node.leaves(), node.leaves() + Wheel.TICK);
        assertThat(steps).isLessThan(10);
    }

    private List<Node> pollAll(Wheel wheel, long now) {
        List<Node> found = new ArrayList<>();
        do {
            int due = wheel.poll(now, room.length, room);
            found.addAll(Arrays.asList(room).subList(0, due));
        } while (wheel.wake() <= now);
        return found;
    }

    private static Node node(long now, long live) {
        CacheKey key = new CacheKey("n", "k");
        return new Node(0, key, Values.of("v", now, live), 100, now);
    }
}
