package dev.backplane.cache.hazelcast.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.cache.CacheTierException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnsettledTest {

    private final AtomicInteger doubts = new AtomicInteger();
    private final Unsettled unsettled = new Unsettled(doubts::incrementAndGet);

    private static Deadline soon() {
        return new Deadline(new HazelcastSettings(List.of(), "127.0.0.1", 1, "c", 1, 0, 10));
    }

    @Test
    void write_answered_isNotRemembered() {
        assertThat(unsettled.<String>settle("a", CompletableFuture.completedFuture("before"), soon()))
                .isEqualTo("before");
        assertThat(unsettled.has("a")).isFalse();
    }

    @Test
    void write_late_isRememberedUntilItIsDone() {
        CompletableFuture<String> write = new CompletableFuture<>();
        assertThatThrownBy(() -> unsettled.settle("a", write, soon()))
                .isInstanceOf(CacheTierException.class)
                .hasMessageContaining("did not answer within 10 ms");

        assertThat(unsettled.has("a")).isTrue();
        assertThat(unsettled.has("b")).isFalse();
        assertThatThrownBy(() -> unsettled.await("a", soon())).isInstanceOf(CacheTierException.class);
        unsettled.await("b", soon());
        write.complete("before");
        unsettled.await("a", soon());
        assertThat(unsettled.has("a")).isFalse();
        assertThat(doubts).as("it is known").hasValue(0);
    }

    @Test
    void write_thatFails_putsAllInDoubt() {
        CompletableFuture<String> write = new CompletableFuture<>();
        assertThatThrownBy(() -> unsettled.settle("a", write, soon())).isInstanceOf(CacheTierException.class);
        write.completeExceptionally(new IllegalStateException("nobody knows"));
        assertThat(unsettled.has("a")).isFalse();
        assertThat(doubts).hasValue(1);

        assertThatThrownBy(() -> unsettled.settle(
                        "b", CompletableFuture.<String>failedFuture(new IllegalStateException("at once")), soon()))
                .isInstanceOf(CacheTierException.class);
        assertThat(unsettled.has("b")).isFalse();
        assertThat(doubts).hasValue(2);
    }
}
