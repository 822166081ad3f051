package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The stamp of each mark that is in force, and an index of the values that have it. Thread-safe. An index that is wrong costs room
 * alone; stamps outlive values.
 */
final class Marks {

    /** How long a value is kept at most, and a little longer: how long a stamp is. */
    static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(30);

    private static final long STAMP_MILLIS = LONGEST_MILLIS + TimeUnit.DAYS.toMillis(1);

    private final IMap<String, Long> stamps;
    private final MultiMap<String, String> index;
    private final Helpers helpers;

    Marks(HazelcastInstance member, Helpers helpers) {
        this.helpers = helpers;
        stamps = member.getMap(Member.STAMPS);
        index = member.getMultiMap(Member.INDEX);
    }

    /** Returns the stamps in force, in the order of the marks; asked for at once. */
    long[] current(List<String> marks, Deadline deadline) {
        List<CompletionStage<Long>> stages = new ArrayList<>(marks.size());
        for (String mark : marks) {
            stages.add(stamps.getAsync(mark));
        }
        long[] current = new long[marks.size()];
        for (int i = 0; i < current.length; i++) {
            current[i] = Objects.requireNonNullElse(deadline.await(stages.get(i)), 0L);
        }
        return current;
    }

    /** Sets another stamp: what has the mark now is gone. One that comes late takes more away, and never less. */
    void renew(String mark, Deadline deadline) {
        long stamp = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        deadline.await(stamps.setAsync(mark, stamp, STAMP_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Notes that a value has the marks. */
    void enter(String id, List<String> marks, Deadline deadline) {
        Map<String, Collection<? extends String>> entries = new HashMap<>();
        for (String mark : marks) {
            if (!mark.equals(Stored.ALL)) {
                entries.put(mark, List.of(id));
            }
        }
        deadline.await(index.putAllAsync(entries));
    }

    /** Notes that a value has the marks no more; waits as long as that takes. */
    void leave(String id, List<String> marks) {
        for (String mark : marks) {
            if (!mark.equals(Stored.ALL)) {
                index.remove(mark, id);
            }
        }
    }

    /** Takes all that has a mark out of the index. */
    CompletionStage<Collection<String>> take(String mark) {
        return helpers.ask(() -> index.remove(mark));
    }

    /** Returns all that has a mark. */
    Collection<String> of(String mark, Deadline deadline) {
        return deadline.await(helpers.ask(() -> index.get(mark)));
    }
}
