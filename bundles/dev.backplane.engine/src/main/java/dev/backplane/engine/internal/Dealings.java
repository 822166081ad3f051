package dev.backplane.engine.internal;

import dev.backplane.spi.codec.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is under way in a session that is awake: its calls, their streams, and what its client is asked. Thread-safe. */
final class Dealings {

    private final Map<Slice, UnderWay> calls = new ConcurrentHashMap<>(1);
    private final Map<Long, SessionStream> streams = new ConcurrentHashMap<>(1);
    private final Map<String, Round> rounds = new ConcurrentHashMap<>(1);

    boolean none() {
        return calls.isEmpty() && rounds.isEmpty() && streams.isEmpty();
    }

    boolean begin(Slice id, UnderWay call) {
        return calls.putIfAbsent(id, call) == null;
    }

    void ended(Slice id, UnderWay call) {
        calls.remove(id, call);
    }

    @Nullable
    UnderWay call(Slice id) {
        return calls.isEmpty() ? null : calls.get(id);
    }

    void add(SessionStream stream) {
        streams.put(stream.id(), stream);
    }

    void remove(SessionStream stream) {
        streams.remove(stream.id());
    }

    @Nullable
    SessionStream stream(long id) {
        return streams.get(id);
    }

    int streams() {
        return streams.size();
    }

    void expect(String requestId, Round round) {
        rounds.put(requestId, round);
    }

    @Nullable
    Round answered(String requestId) {
        return rounds.remove(requestId);
    }

    List<String> forget(Round round) {
        List<String> open = new ArrayList<>();
        rounds.forEach((id, each) -> {
            if (each == round && rounds.remove(id, each)) {
                open.add(id);
            }
        });
        return open;
    }

    /** Ends all of it. */
    void end(String reason) {
        calls.values().forEach(call -> call.cancel(reason));
        calls.clear();
        rounds.clear();
        streams.values().forEach(SessionStream::finish);
        streams.clear();
    }
}
