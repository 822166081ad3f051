package dev.backplane.spi.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.Race;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every session store does; each implementation's test extends it. */
public abstract class SessionStoreContract {

    private static final int THREADS = 4;

    private SessionStore store;

    /** Returns a new, empty store that keeps at most so many events and bytes for each session. */
    protected abstract SessionStore create(int events, int bytes);

    @BeforeEach
    final void createStore() {
        store = create(100, 10_000);
    }

    @Test
    void put_newSession_isFoundWithAllItsFields() {
        SessionRecord session = new SessionRecord(
                "s1",
                "2025-11-25",
                "alice",
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                true,
                "warning",
                Set.of("file:///a", "file:///b"),
                Instant.parse("2026-11-01T10:15:30.123Z"));

        store.put(session);

        assertThat(store.get("s1")).usingRecursiveComparison().isEqualTo(session);
        assertThat(store.get("s2")).isNull();
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void put_nullFields_stayNull() {
        store.put(session("s1"));

        assertThat(store.get("s1").principal()).isNull();
        assertThat(store.get("s1").logLevel()).isNull();
        assertThat(store.get("s1").subscriptions()).isEmpty();
    }

    @Test
    void put_again_replacesTheRecordAndKeepsTheEvents() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        store.append("s1", event(0, 2));

        store.put(session("s1").withInitialized().withLogLevel("error").withSubscriptions(Set.of("file:///a")));

        assertThat(store.get("s1").initialized()).isTrue();
        assertThat(store.get("s1").logLevel()).isEqualTo("error");
        assertThat(store.get("s1").subscriptions()).containsExactly("file:///a");
        assertThat(store.size()).isEqualTo(1);
        assertThat(sequences(store.eventsAfter("s1", 0, 1))).containsExactly(2L);
    }

    @Test
    void remove_forgetsSessionAndEvents() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));

        assertThat(store.remove("s1")).isTrue();
        assertThat(store.remove("s1")).isFalse();

        assertThat(store.get("s1")).isNull();
        assertThat(store.size()).isZero();
        store.put(session("s1"));
        assertThat(store.eventsAfter("s1", 0, 1)).isNull();
    }

    @Test
    void append_unknownSession_isIgnored() {
        store.append("s1", event(0, 1));

        assertThat(store.get("s1")).isNull();
        assertThat(store.size()).isZero();
        assertThat(store.eventsAfter("s1", 0, 1)).isNull();
    }

    @Test
    void eventsAfter_returnsThoseOfTheStreamInOrder() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        store.append("s1", event(7, 2));
        store.append("s1", event(0, 3));
        store.append("s1", event(7, 4));
        store.append("s1", event(0, 5));

        assertThat(sequences(store.eventsAfter("s1", 0, 1))).containsExactly(3L, 5L);
        assertThat(sequences(store.eventsAfter("s1", 7, 2))).containsExactly(4L);
        assertThat(store.eventsAfter("s1", 0, 5)).isEmpty();
        StreamEvent last = store.eventsAfter("s1", 0, 3).get(0);
        assertThat(new String(last.message(), StandardCharsets.UTF_8)).isEqualTo("message 5");
        assertThat(last.stream()).isZero();
    }

    @Test
    void eventsAfter_sequenceOfAnotherStreamOrNone_isNull() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        store.append("s1", event(7, 2));

        assertThat(store.eventsAfter("s1", 0, 2)).isNull();
        assertThat(store.eventsAfter("s1", 7, 1)).isNull();
        assertThat(store.eventsAfter("s1", 0, 3)).isNull();
        assertThat(store.eventsAfter("s1", 0, 0)).isNull();
        assertThat(store.eventsAfter("s2", 0, 1)).isNull();
    }

    @Test
    void append_emptyMessage_marksAPlace() {
        store.put(session("s1"));
        store.append("s1", new StreamEvent(3, 1, new byte[0]));
        store.append("s1", event(3, 2));

        assertThat(sequences(store.eventsAfter("s1", 3, 1))).containsExactly(2L);
    }

    @Test
    void append_moreThanTheEventsLimit_oldestGo() {
        SessionStore small = create(3, 10_000);
        small.put(session("s1"));
        for (int i = 1; i <= 5; i++) {
            small.append("s1", event(0, i));
        }

        assertThat(small.eventsAfter("s1", 0, 2)).isNull();
        assertThat(sequences(small.eventsAfter("s1", 0, 3))).containsExactly(4L, 5L);
    }

    @Test
    void append_moreThanTheBytesLimit_oldestGo() {
        SessionStore small = create(100, 30);
        small.put(session("s1"));
        for (int i = 1; i <= 5; i++) {
            small.append("s1", new StreamEvent(0, i, new byte[10]));
        }

        assertThat(small.eventsAfter("s1", 0, 2)).isNull();
        assertThat(sequences(small.eventsAfter("s1", 0, 3))).containsExactly(4L, 5L);
    }

    @Test
    void append_messageBeyondTheBytesLimit_isNotKeptNorWhatWasBefore() {
        SessionStore small = create(100, 30);
        small.put(session("s1"));
        small.append("s1", event(0, 1));
        small.append("s1", new StreamEvent(0, 2, new byte[31]));
        small.append("s1", event(0, 3));

        assertThat(small.eventsAfter("s1", 0, 1)).isNull();
        assertThat(small.eventsAfter("s1", 0, 2)).isNull();
        assertThat(small.eventsAfter("s1", 0, 3)).isEmpty();
    }

    @Test
    void append_nothingToBeKept_knowsNoPlace() {
        SessionStore none = create(0, 10_000);
        none.put(session("s1"));
        none.append("s1", event(0, 1));

        assertThat(none.eventsAfter("s1", 0, 1)).isNull();
    }

    @Test
    void append_overtaken_isPutInOrder() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        store.append("s1", event(0, 4));
        store.append("s1", event(0, 3));
        store.append("s1", event(0, 2));

        assertThat(sequences(store.eventsAfter("s1", 0, 1))).containsExactly(2L, 3L, 4L);
    }

    @Test
    void append_sameSequenceAgain_isKeptOnce() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        store.append("s1", event(0, 2));
        store.append("s1", event(0, 3));
        store.append("s1", event(0, 2));

        assertThat(sequences(store.eventsAfter("s1", 0, 1))).containsExactly(2L, 3L);
    }

    @Test
    void append_olderThanWhatHasGone_leavesNoHole() {
        SessionStore small = create(3, 10_000);
        small.put(session("s1"));
        for (int i = 2; i <= 6; i++) {
            small.append("s1", event(0, i));
        }

        small.append("s1", event(0, 1));

        assertThat(small.eventsAfter("s1", 0, 1)).isNull();
        assertThat(sequences(small.eventsAfter("s1", 0, 4))).containsExactly(5L, 6L);
    }

    @Test
    void append_olderThanWhatHasGoneAndSmallEnough_leavesNoHole() {
        SessionStore small = create(100, 30);
        small.put(session("s1"));
        small.append("s1", new StreamEvent(0, 2, new byte[10]));
        small.append("s1", new StreamEvent(0, 3, new byte[25]));

        small.append("s1", new StreamEvent(0, 1, new byte[1]));

        assertThat(small.eventsAfter("s1", 0, 1)).isNull();
        assertThat(small.eventsAfter("s1", 0, 3)).isEmpty();
    }

    @Test
    void lastSequence_isBelowThatOfNoEvent_goneOnesIncluded() {
        SessionStore small = create(2, 30);
        assertThat(small.lastSequence("s1")).isZero();
        small.put(session("s1"));
        assertThat(small.lastSequence("s1")).isZero();

        small.append("s1", event(0, 5));
        small.append("s1", event(7, 4));
        assertThat(small.lastSequence("s1")).isEqualTo(5);
        small.append("s1", new StreamEvent(0, 6, new byte[31]));
        assertThat(small.lastSequence("s1")).isEqualTo(6);
        small.put(session("s1").withInitialized());
        assertThat(small.lastSequence("s1")).isEqualTo(6);

        small.remove("s1");
        assertThat(small.lastSequence("s1")).isZero();
    }

    @Test
    void sessions_changedMeanwhile_seesThoseThatStayOnce() {
        for (int i = 0; i < 500; i++) {
            store.put(session("stays" + i));
            store.put(session("goes" + i));
        }
        List<String> seen = new ArrayList<>();

        store.sessions().forEach(session -> {
            if (seen.isEmpty()) {
                for (int i = 0; i < 500; i++) {
                    store.remove("goes" + i);
                    store.put(session("comes" + i));
                }
            }
            seen.add(session.id());
        });

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(id -> id.startsWith("stays"))).hasSize(500);
    }

    @Test
    void sessions_isLazy() {
        Stream<SessionRecord> sessions = store.sessions();
        store.put(session("s1"));

        assertThat(sessions.map(SessionRecord::id)).containsExactly("s1");
    }

    @Test
    void appends_raced_allAreKeptInOrder() throws Exception {
        int each = 20_000;
        SessionStore large = create(THREADS * each, 10_000_000);
        large.put(session("s1"));
        AtomicInteger sequence = new AtomicInteger();
        large.append("s1", event(0, sequence.incrementAndGet()));

        Race.run(THREADS, runner -> {
            for (int i = 0; i < each - 1; i++) {
                large.append("s1", event(0, sequence.incrementAndGet()));
            }
        });

        List<Long> kept = sequences(large.eventsAfter("s1", 0, 1));
        assertThat(kept).hasSize(THREADS * (each - 1)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void putAndRemove_raced_loseNoSession() throws Exception {
        AtomicInteger removed = new AtomicInteger();

        Race.run(THREADS, runner -> {
            for (int i = 0; i < 2_000; i++) {
                String id = runner + "-" + i;
                store.put(session(id));
                store.append(id, event(0, 1));
                assertThat(store.get(id)).isNotNull();
                if (i % 2 == 0 && store.remove(id)) {
                    removed.incrementAndGet();
                }
            }
        });

        assertThat(removed).hasValue(THREADS * 1_000);
        assertThat(store.size()).isEqualTo(THREADS * 1_000);
        assertThat(store.sessions()).hasSize(THREADS * 1_000);
    }

    @Test
    void image_restoredElsewhere_goesOnAsBefore() {
        store.put(session("s1").withInitialized());
        store.append("s1", event(0, 1));
        store.append("s1", event(7, 2));
        store.append("s1", event(0, 3));
        store.put(session("idle"));
        SessionStore other = create(100, 10_000);

        other.restore(List.of(store.image("s1"), store.image("idle")));

        assertThat(other.size()).isEqualTo(2);
        assertThat(other.get("s1").initialized()).isTrue();
        assertThat(sequences(other.eventsAfter("s1", 0, 1))).containsExactly(3L);
        assertThat(other.lastSequence("s1")).isGreaterThanOrEqualTo(store.lastSequence("s1"));
        other.append("s1", event(0, other.lastSequence("s1") + 1));
        assertThat(other.eventsAfter("s1", 0, 1)).hasSize(2);
        assertThat(other.lastSequence("idle")).isGreaterThanOrEqualTo(store.lastSequence("idle"));
        assertThat(store.image("none")).isNull();
    }

    @Test
    void image_ofEvictedEvents_keepsTheSequenceAndTheBounds() {
        store.put(session("s1"));
        for (int i = 1; i <= 150; i++) {
            store.append("s1", event(0, i));
        }
        SessionStore small = create(10, 10_000);

        small.restore(List.of(store.image("s1")));

        assertThat(small.image("s1").events()).hasSize(10);
        assertThat(small.eventsAfter("s1", 0, 140)).isNull();
        assertThat(sequences(small.eventsAfter("s1", 0, 149))).containsExactly(150L);
        assertThat(small.lastSequence("s1")).isGreaterThanOrEqualTo(150);
    }

    @Test
    void image_sequencesGivenOutBeyondTheEvents_areNotGivenOutAgain() {
        SessionImage image = new SessionImage(session("s1"), List.of(event(0, 3), event(0, 4)), 1_024);

        store.restore(List.of(image));

        assertThat(store.lastSequence("s1")).isGreaterThanOrEqualTo(1_024);
        assertThat(sequences(store.eventsAfter("s1", 0, 3))).containsExactly(4L);
        store.append("s1", event(0, 2));
        assertThat(store.eventsAfter("s1", 0, 2)).isNull();
        store.append("s1", event(0, 1_025));
        assertThat(sequences(store.eventsAfter("s1", 0, 3))).containsExactly(4L, 1_025L);
        assertThat(store.image("s1").lastSequence()).isGreaterThanOrEqualTo(1_025);
    }

    @Test
    void restore_withFewerEventsOrNone_dropsTheRest() {
        store.put(session("s1"));
        for (int i = 1; i <= 5; i++) {
            store.append("s1", event(0, i));
        }
        List<StreamEvent> all = store.image("s1").events();

        store.restore(List.of(new SessionImage(session("s1"), all.subList(3, 5), 5)));
        assertThat(store.eventsAfter("s1", 0, 3)).isNull();
        assertThat(sequences(store.eventsAfter("s1", 0, 4))).containsExactly(5L);

        store.restore(List.of(new SessionImage(session("s1"), List.of(event(7, 5)), 5)));
        assertThat(store.eventsAfter("s1", 0, 4)).isNull();
        assertThat(store.eventsAfter("s1", 7, 5)).isEmpty();

        store.restore(List.of(new SessionImage(session("s1"), List.of(), 5)));
        assertThat(store.eventsAfter("s1", 7, 5)).isNull();
        assertThat(store.get("s1")).isNotNull();
        assertThat(store.lastSequence("s1")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void restore_overAnOlderImage_takesItsPlace() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        SessionStore other = create(100, 10_000);
        other.restore(List.of(store.image("s1")));
        store.append("s1", event(0, 2));
        store.put(session("s1").withLogLevel("error"));

        other.restore(List.of(store.image("s1")));

        assertThat(other.size()).isEqualTo(1);
        assertThat(other.get("s1").logLevel()).isEqualTo("error");
        assertThat(sequences(other.eventsAfter("s1", 0, 1))).containsExactly(2L);
    }

    @Test
    void clear_forgetsAll() {
        store.put(session("s1"));
        store.append("s1", event(0, 1));
        store.put(session("s2"));

        store.clear();

        assertThat(store.size()).isZero();
        assertThat(store.sessions()).isEmpty();
        assertThat(store.get("s1")).isNull();
        assertThat(store.image("s1")).isNull();
    }

    private static SessionRecord session(String id) {
        return new SessionRecord(
                id, "2025-06-18", null, new byte[0], false, null, Set.of(), Instant.parse("2026-11-01T00:00:00Z"));
    }

    private static StreamEvent event(long stream, long sequence) {
        return new StreamEvent(stream, sequence, ("message " + sequence).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Long> sequences(List<StreamEvent> events) {
        assertThat(events).as("the place is known").isNotNull();
        return events.stream().map(StreamEvent::sequence).toList();
    }
}
