package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.engine.internal.SessionIndex.Room;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionIndexTest {

    private static final int MANY = Integer.MAX_VALUE;

    private final SessionIndex index = new SessionIndex();

    private static SessionHandle handle(int number, long created) {
        return new SessionHandle("s" + number, created, created, 0);
    }

    @Test
    void enter_atABound_saysWhich() {
        assertThat(index.enter(handle(1, 1), "one", 3, 2)).isEqualTo(Room.FREE);
        assertThat(index.enter(handle(2, 2), "one", 3, 2)).isEqualTo(Room.FREE);
        assertThat(index.enter(handle(3, 3), "one", 3, 2)).isEqualTo(Room.CALLER_FULL);
        assertThat(index.enter(handle(4, 4), "two", 3, 2)).isEqualTo(Room.FREE);
        assertThat(index.enter(handle(5, 5), "two", 3, 2)).isEqualTo(Room.FULL);
        assertThat(index.size()).isEqualTo(3);
        assertThat(index.get("s5")).isNull();
    }

    @Test
    void remove_givesRoomOnce() {
        SessionHandle one = handle(1, 1);
        index.enter(one, "one", 1, 1);
        index.remove(one);
        index.remove(one);
        assertThat(index.size()).isZero();
        assertThat(index.enter(handle(2, 2), "one", 1, 1)).isEqualTo(Room.FREE);
    }

    /** Beside a list that is sorted anew each time. */
    @Test
    void orders_whateverComesAndGoes_areThoseOfASortedList() {
        Random random = new Random(11);
        List<SessionHandle> model = new ArrayList<>();
        Map<SessionHandle, String> callers = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            now++;
            int choice = random.nextInt(10);
            if (choice < 5 || model.isEmpty()) {
                SessionHandle fresh = handle(step, now);
                String caller = "c" + random.nextInt(5);
                assertThat(index.enter(fresh, caller, MANY, MANY)).isEqualTo(Room.FREE);
                model.add(fresh);
                callers.put(fresh, caller);
            } else if (choice < 7) {
                index.file(model.get(random.nextInt(model.size())), now);
            } else {
                SessionHandle gone = model.remove(random.nextInt(model.size()));
                index.remove(gone);
                callers.remove(gone);
            }
            String caller = "c" + random.nextInt(5);
            assertThat(index.longestIdle(now))
                    .isSameAs(model.stream()
                            .min(Comparator.comparingLong(each -> each.filed))
                            .orElse(null));
            assertThat(index.longestIdle(caller, now))
                    .isSameAs(model.stream()
                            .filter(each -> caller.equals(callers.get(each)))
                            .min(Comparator.comparingLong(each -> each.filed))
                            .orElse(null));
            assertThat(index.openedBefore(now + 1))
                    .isSameAs(model.stream()
                            .min(Comparator.comparingLong(SessionHandle::created))
                            .orElse(null));
        }
        assertThat(index.size()).isEqualTo(model.size());
    }

    @Test
    void openedBefore_isNothingThatIsYounger() {
        index.enter(handle(1, 10), "one", MANY, MANY);
        assertThat(index.openedBefore(10)).isNull();
        assertThat(index.openedBefore(11)).isNotNull();
    }
}
