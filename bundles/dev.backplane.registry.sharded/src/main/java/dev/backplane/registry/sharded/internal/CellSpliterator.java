package dev.backplane.registry.sharded.internal;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks the cells of a kind, one shard after the other, and looks at a shard only when it comes to it. */
final class CellSpliterator implements Spliterator<Cell> {

    private final Table table;
    private final String kind;
    private Spliterator<Cell> shard = Spliterators.emptySpliterator();
    private int next;

    CellSpliterator(Table table, String kind) {
        this.table = table;
        this.kind = kind;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Cell> action) {
        while (!shard.tryAdvance(action)) {
            if (next == table.size()) {
                return false;
            }
            shard = table.shard(next++).cells(kind);
        }
        return true;
    }

    @Override
    public void forEachRemaining(Consumer<? super Cell> action) {
        shard.forEachRemaining(action);
        while (next < table.size()) {
            shard = table.shard(next++).cells(kind);
            shard.forEachRemaining(action);
        }
    }

    @Override
    public @Nullable Spliterator<Cell> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return CONCURRENT | NONNULL;
    }
}
