package dev.backplane.engine.internal.held;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.cache.HeldStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeldTableTest {

    private final AtomicInteger made = new AtomicInteger();
    private final HeldTable<Integer, String> held = new HeldTable<>("numbers", 3, 10, String::length);

    private String get(int key) {
        return held.get(key, this::make);
    }

    private String make(int key) {
        made.incrementAndGet();
        return "" + key;
    }

    @Test
    void get_again_isNotMadeAgain() {
        assertThat(get(1)).isSameAs(get(1));
        assertThat(made).hasValue(1);
        assertThat(held.statistics()).isEqualTo(new HeldStatistics(1, 1, 1, 1, 0));
    }

    @Test
    void get_ofTooMany_letsThoseGoThatWereNotFoundAgain() {
        get(1);
        get(2);
        get(3);
        get(1);
        get(4);
        get(1);
        assertThat(made).hasValue(4);
        get(2);
        assertThat(made).hasValue(5);
        assertThat(held.statistics().entries()).isEqualTo(3);
        assertThat(held.statistics().evictions()).isEqualTo(2);
    }

    @Test
    void get_ofTooManyBytes_keepsTheLatestAtLeast() {
        get(11111);
        get(22222);
        get(333333);
        assertThat(held.statistics().bytes()).isEqualTo(6);
        held.get(9, key -> "x".repeat(100));
        assertThat(held.statistics()).isEqualTo(new HeldStatistics(1, 100, 0, 4, 3));
    }

    @Test
    void clear_whileOneIsMade_doesNotKeepThat() {
        String old = held.get(1, key -> {
            held.clear();
            return "old";
        });
        assertThat(old).isEqualTo("old");
        assertThat(get(1)).isEqualTo("1");
    }

    @Test
    void invalidate_forgetsWhatHasTheTag() {
        held.get(1, "a", this::make);
        held.get(2, "b", this::make);
        held.invalidate("a");
        assertThat(held.statistics().entries()).isEqualTo(1);
        assertThat(held.statistics().bytes()).isEqualTo(1);
        held.get(2, "b", this::make);
        assertThat(made).hasValue(2);
        held.get(1, "a", this::make);
        assertThat(made).hasValue(3);
    }

    @Test
    void get_byManyAtOnce_makesOne() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                try {
                    begin.await();
                    get(7);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made).hasValue(1);
        assertThat(held.statistics().hits()).isEqualTo(7);
    }
}
