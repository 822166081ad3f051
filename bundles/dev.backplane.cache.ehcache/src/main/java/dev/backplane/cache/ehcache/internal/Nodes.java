package dev.backplane.cache.ehcache.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The nodes of several walks, one after the other, lazily. */
final class Nodes extends Spliterators.AbstractSpliterator<Node> {

    private final Iterator<Walk> walks;
    private Walk walk = Walk.NONE;
    private Iterator<Node> some = List.<Node>of().iterator();

    private Nodes(Iterator<Walk> walks) {
        super(Long.MAX_VALUE, Spliterator.NONNULL);
        this.walks = walks;
    }

    /** @return to be closed */
    static Stream<Node> of(Iterator<Walk> walks) {
        Nodes nodes = new Nodes(walks);
        return StreamSupport.stream(nodes, false).onClose(() -> nodes.walk.close());
    }

    @Override
    public boolean tryAdvance(Consumer<? super Node> action) {
        while (!some.hasNext()) {
            some = walk.next().iterator();
            if (!some.hasNext()) {
                if (!walks.hasNext()) {
                    return false;
                }
                walk = walks.next();
            }
        }
        action.accept(some.next());
        return true;
    }
}
