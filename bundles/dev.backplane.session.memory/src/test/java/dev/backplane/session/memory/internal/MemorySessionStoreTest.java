package dev.backplane.session.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.SessionStoreContract;
import dev.backplane.spi.session.StreamEvent;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemorySessionStoreTest extends SessionStoreContract {

    @Override
    protected SessionStore create(int events, int bytes) {
        return new MemorySessionStore(new ReplayLimits(events, bytes));
    }

    @Test
    void append_firstEvent_allocatesTheBuffer() {
        MemorySessionStore store = new MemorySessionStore(new ReplayLimits(10, 1_000));
        store.put(session());
        assertThat(store.buffered("s1")).isFalse();

        store.append("s1", new StreamEvent(0, 1, new byte[10]));

        assertThat(store.buffered("s1")).isTrue();
    }

    @Test
    void limit_lowered_trimsWhatIsKeptAndLetsTheBufferGo() {
        MemorySessionStore store = new MemorySessionStore(new ReplayLimits(10, 1_000));
        store.put(session());
        for (int i = 1; i <= 5; i++) {
            store.append("s1", new StreamEvent(0, i, new byte[10]));
        }

        store.limit(new ReplayLimits(2, 1_000));

        assertThat(store.eventsAfter("s1", 0, 3)).isNull();
        assertThat(store.eventsAfter("s1", 0, 4)).hasSize(1);
        store.limit(new ReplayLimits(2, 0));
        assertThat(store.buffered("s1")).isFalse();
        assertThat(store.get("s1")).isNotNull();
    }

    @Test
    void limits_outOfBounds_nameKeyValueAndBound() {
        assertThatThrownBy(() -> new ReplayLimits(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.session.memory: replayEventsMax is -1, must be 0 to 100000");
        assertThatThrownBy(() -> new ReplayLimits(0, 1_073_741_825L))
                .hasMessage("dev.backplane.session.memory: replayBytesMax is 1073741825, must be 0 to 1073741824");
    }

    @Test
    void limits_noNumber_namesTheKey() {
        MemoryConfig config = (MemoryConfig) Proxy.newProxyInstance(
                MemoryConfig.class.getClassLoader(),
                new Class<?>[] {MemoryConfig.class},
                (proxy, method, arguments) -> Integer.valueOf("lots"));

        assertThatThrownBy(() -> ReplayLimits.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replayEventsMax is no number")
                .hasMessageContaining("lots");
    }

    private static SessionRecord session() {
        return new SessionRecord(
                "s1", "2025-06-18", null, new byte[0], false, null, Set.of(), Instant.parse("2026-11-01T00:00:00Z"));
    }
}
