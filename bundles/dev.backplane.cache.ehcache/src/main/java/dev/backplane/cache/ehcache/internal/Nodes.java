package dev.backplane.cache.ehcache.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Some nodes, then the others of several walks, one after the other, lazily. */
final class Nodes extends Spliterators.AbstractSpliterator<Node> {

    private final List<Node> first;
    private final Iterator<Walk<Node>> walks;
    private @Nullable Walk<Node> walk;
    private Iterator<Node> some;

    private Nodes(List<Node> first, Iterator<Walk<Node>> walks) {
        super(Long.MAX_VALUE, Spliterator.NONNULL);
        this.first = first;
        this.walks = walks;
        some = first.iterator();
    }

    /** @param first a few, which the walks meet as well */
    static Stream<Node> of(List<Node> first, Iterator<Walk<Node>> walks) {
        return StreamSupport.stream(new Nodes(first, walks), false);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Node> action) {
        while (true) {
            while (!some.hasNext()) {
                if (walk != null) {
                    some = walk.next().iterator();
                }
                if (!some.hasNext()) {
                    if (!walks.hasNext()) {
                        return false;
                    }
                    walk = walks.next();
                }
            }
            Node node = some.next();
            if (walk == null || !first.contains(node)) {
                action.accept(node);
                return true;
            }
        }
    }
}
