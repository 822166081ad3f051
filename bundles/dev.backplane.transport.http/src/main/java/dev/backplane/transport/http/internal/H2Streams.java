package dev.backplane.transport.http.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests under way on a connection, and whose answers wait for it, which take turns. Confined to the I/O thread. */
final class H2Streams {

    private final Map<Integer, H2Exchange> byId = new HashMap<>();
    private final ArrayDeque<H2Output> waiting = new ArrayDeque<>();
    private volatile int size;

    void add(H2Exchange exchange) {
        byId.put(exchange.id(), exchange);
        size = byId.size();
    }

    @Nullable
    H2Exchange get(int id) {
        return byId.get(id);
    }

    /** Returns whether it was there. */
    boolean remove(H2Exchange exchange) {
        boolean there = byId.remove(exchange.id(), exchange);
        size = byId.size();
        return there;
    }

    /** Any thread. */
    int size() {
        return size;
    }

    /** Any may go meanwhile, and new ones come. */
    void forEach(Consumer<H2Exchange> action) {
        if (!byId.isEmpty()) {
            List<H2Exchange> now = new ArrayList<>(byId.values());
            now.forEach(action);
        }
    }

    /** Removes all. */
    List<H2Exchange> clear() {
        List<H2Exchange> all = new ArrayList<>(byId.values());
        byId.clear();
        waiting.clear();
        size = 0;
        return all;
    }

    /** Tells whether all that is under way are streams that are ending, whose ends need not be waited for. */
    boolean isLeaving() {
        for (H2Exchange each : byId.values()) {
            SseStream events = each.openStream();
            if (events == null || events.isOpen()) {
                return false;
            }
        }
        return true;
    }

    void await(H2Output output) {
        waiting.addLast(output);
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Lets those that wait go on, each once, as long as the connection takes anything. */
    void proceed(H2Writer writer) {
        for (int left = waiting.size(); left > 0 && !writer.isFull(); left--) {
            H2Output first = waiting.pollFirst();
            if (first != null && first.proceed()) {
                waiting.addLast(first);
            }
        }
    }
}
