package dev.backplane.slots.internal;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a stream through a facade goes through: the elements of whichever implementation is active when the first is asked
 * for. Not thread-safe.
 *
 * <p>Going through all of it is a visit, which holds up no swap: the implementation only keeps what it has until the visit
 * is over. Going step by step, which may be given up at any step, goes through a copy.
 *
 * @param <T> the contract
 * @param <E> the elements
 */
final class Visit<T, E> extends Spliterators.AbstractSpliterator<E> {

    private final ActiveSlot<T> slot;
    private final Function<T, Stream<E>> elements;
    private @Nullable Iterator<E> steps;

    private Visit(ActiveSlot<T> slot, Function<T, Stream<E>> elements) {
        super(Long.MAX_VALUE, Spliterator.NONNULL);
        this.slot = slot;
        this.elements = elements;
    }

    static <T, E> Stream<E> of(ActiveSlot<T> slot, Function<T, Stream<E>> elements) {
        return StreamSupport.stream(new Visit<>(slot, elements), false);
    }

    @Override
    public void forEachRemaining(Consumer<? super E> action) {
        if (steps != null) {
            steps.forEachRemaining(action);
            return;
        }
        Tenure<T> now = slot.enter();
        try {
            now.visits().begin();
        } finally {
            now.exit();
        }
        try (Stream<E> all = elements.apply(now.service())) {
            all.forEach(action);
        } finally {
            now.visits().end();
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
        Iterator<E> all = steps;
        if (all == null) {
            Tenure<T> now = slot.enter();
            try (Stream<E> stream = elements.apply(now.service())) {
                all = stream.toList().iterator();
            } finally {
                now.exit();
            }
            steps = all;
        }
        if (!all.hasNext()) {
            return false;
        }
        action.accept(all.next());
        return true;
    }
}
