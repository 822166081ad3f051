package dev.backplane.plugin.container.internal.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.ManualContext;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.ClassUse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JvmTest {

    private final Threads threads = new Threads();

    private static final class Marked {}

    @Test
    void dump_nameAndStateAndDepth_choose() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread waiting = new Thread(
                () -> {
                    running.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                "JvmTest-token=hunter2");
        waiting.start();
        running.await();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        ThreadDump dump = threads.dump(new ThreadsDumpTool.Query("jvmtest-", Thread.State.WAITING, false, 2, 10));

        assertThat(dump.matching()).isEqualTo(1);
        assertThat(dump.total()).isGreaterThan(1);
        assertThat(dump.peak()).isGreaterThanOrEqualTo(dump.total());
        assertThat(dump.states().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(dump.total());
        assertThat(dump.threads()).singleElement().satisfies(thread -> {
            assertThat(thread.name()).isEqualTo("JvmTest-token=***");
            assertThat(thread.stack()).hasSize(2);
            assertThat(thread.waitsFor()).contains("CountDownLatch");
            assertThat(thread.daemon()).isFalse();
            assertThat(thread.cpuMillis()).isNotNegative();
        });
        end.countDown();
        waiting.join();
        assertThat(threads.dump(new ThreadsDumpTool.Query("JvmTest-", null, false, 2, 10))
                        .matching())
                .isZero();
    }

    @Test
    void dump_limit_cutsTheListAndSaysHowManyThereAre() {
        ThreadDump dump = threads.dump(new ThreadsDumpTool.Query(null, null, false, 0, 1));

        assertThat(dump.threads())
                .singleElement()
                .satisfies(thread -> assertThat(thread.stack()).isEmpty());
        assertThat(dump.matching()).isEqualTo(dump.total());
    }

    @Test
    void dump_deadlock_standsFirst() throws InterruptedException {
        ReentrantLock first = new ReentrantLock();
        ReentrantLock second = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread one = locker(first, second, both);
        Thread other = locker(second, first, both);
        both.await();
        while (threads.deadlocked().isEmpty()) {
            Thread.onSpinWait();
        }

        ThreadDump dump = threads.dump(new ThreadsDumpTool.Query(null, null, false, 5, 10));
        ThreadDump deadlocked = threads.dump(new ThreadsDumpTool.Query(null, null, true, 5, 10));

        assertThat(dump.deadlocked()).containsExactlyInAnyOrder(one.getId(), other.getId());
        assertThat(dump.threads().subList(0, 2))
                .extracting(ThreadDump.Entry::heldBy)
                .containsExactlyInAnyOrder(one.getId(), other.getId());
        assertThat(deadlocked.threads()).hasSize(2);
        one.interrupt();
        one.join();
        other.join();
    }

    private static Thread locker(ReentrantLock mine, ReentrantLock theirs, CountDownLatch both) {
        Thread thread = new Thread(() -> {
            mine.lock();
            try {
                both.countDown();
                both.await();
                theirs.lockInterruptibly();
                theirs.unlock();
            } catch (InterruptedException e) {
                // the test ends the deadlock
            } finally {
                mine.unlock();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void heap_histogram_countsRealInstances() {
        Marked[] marked = new Marked[1_000];
        for (int i = 0; i < marked.length; i++) {
            marked[i] = new Marked();
        }

        List<ClassUse> all = ClassHistogram.take(true);

        assertThat(all)
                .filteredOn(use -> use.name().equals(Marked.class.getName()))
                .singleElement()
                .satisfies(use -> assertThat(use.instances()).isEqualTo(marked.length));
        assertThat(all).extracting(ClassUse::bytes).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(all).extracting(ClassUse::name).contains("[B", "java.lang.String");
    }

    @Test
    void heap_summary_hasPoolsCollectorsAndBounds() {
        ToolResult result = new HeapSummaryTool().call(new HeapSummaryTool.Query(3, false), new ManualContext(c -> {}));

        HeapSummary summary = (HeapSummary) result.structured();
        assertThat(summary.heap().usedBytes())
                .isPositive()
                .isLessThanOrEqualTo(summary.heap().committedBytes());
        assertThat(summary.heap().maxBytes()).isPositive();
        assertThat(summary.pools()).extracting(HeapSummary.Pool::heap).contains(true, false);
        assertThat(summary.collectors()).isNotEmpty();
        assertThat(summary.buffers()).extracting(HeapSummary.Buffers::name).contains("direct");
        assertThat(summary.classes()).hasSize(3);
        assertThat(summary.classesTotal()).isGreaterThan(100);
        assertThat(summary.instancesBytes())
                .isGreaterThan(
                        summary.classes().stream().mapToLong(ClassUse::bytes).sum());
    }

    @Test
    void heap_noClasses_countsNone() {
        ToolResult result = new HeapSummaryTool().call(new HeapSummaryTool.Query(0, false), new ManualContext(c -> {}));

        HeapSummary summary = (HeapSummary) result.structured();
        assertThat(summary.classes()).isEmpty();
        assertThat(summary.classesTotal()).isZero();
    }

    @Test
    void parse_linesWithAndWithoutModule_areBothRead() {
        String text = """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:          4239        3952432  [I (java.base@17.0.15)
                   2:             7            112  org.example.Foo
                Total          4246        3952544
                """;

        assertThat(ClassHistogram.parse(text))
                .containsExactly(
                        new ClassUse("[I", "java.base@17.0.15", 4239, 3952432),
                        new ClassUse("org.example.Foo", null, 7, 112));
    }
}
