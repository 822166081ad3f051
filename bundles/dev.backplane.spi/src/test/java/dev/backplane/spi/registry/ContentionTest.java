package dev.backplane.spi.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ContentionTest {

    private final AtomicLong now = new AtomicLong(-7);
    private final Contention contention = new Contention(now::get);
    private final ReentrantLock lock = new ReentrantLock();

    @Test
    void lock_free_countsNothing() {
        contention.lock(lock);
        contention.lock(lock);
        assertThat(lock.getHoldCount()).isEqualTo(2);
        assertThat(contention.waits()).isZero();
        assertThat(contention.deepest()).isZero();
    }

    @Test
    void lock_taken_countsWhoWaitedForAMinute() throws InterruptedException {
        Thread[] waiting = new Thread[3];
        lock.lock();
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = new Thread(() -> {
                contention.lock(lock);
                lock.unlock();
            });
            waiting[i].start();
            while (lock.getQueueLength() <= i) {
                Thread.onSpinWait();
            }
        }
        lock.unlock();
        for (Thread each : waiting) {
            each.join();
        }
        assertThat(contention.waits()).isEqualTo(3);
        assertThat(contention.deepest()).isEqualTo(3);
        now.addAndGet(TimeUnit.SECONDS.toNanos(45));
        assertThat(contention.deepest()).isEqualTo(3);
        now.addAndGet(TimeUnit.SECONDS.toNanos(20));
        assertThat(contention.deepest()).isZero();
    }
}
