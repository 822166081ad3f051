package dev.backplane.session.disk.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.SessionStoreContract;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSessionStoreTest extends SessionStoreContract {

    private final List<DiskSessionStore> opened = new ArrayList<>();

    @TempDir
    Path directory;

    @Override
    protected SessionStore create(int events, int bytes) {
        DiskSessionStore store = new DiskSessionStore(
                directory, "store" + opened.size(), new DiskLimits(events, bytes, 20, 1_000, 60_000));
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(DiskSessionStore::deactivate);
    }

    @Test
    void limits_outOfBounds_nameKeyValueAndBound() {
        assertThatThrownBy(() -> new DiskLimits(-1, 0, 0, 0, 1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.session.disk: replayEventsMax is -1, must be 0 to 100000");
        assertThatThrownBy(() -> new DiskLimits(0, 1_073_741_825L, 0, 0, 1_000))
                .hasMessage("dev.backplane.session.disk: replayBytesMax is 1073741825, must be 0 to 1073741824");
        assertThatThrownBy(() -> new DiskLimits(0, 0, 10_001, 0, 1_000))
                .hasMessage("dev.backplane.session.disk: commitMillis is 10001, must be 0 to 10000");
        assertThatThrownBy(() -> new DiskLimits(0, 0, 0, -1, 1_000))
                .hasMessage("dev.backplane.session.disk: syncMillis is -1, must be 0 to 3600000");
        assertThatThrownBy(() -> new DiskLimits(0, 0, 0, 0, 999))
                .hasMessage("dev.backplane.session.disk: unclaimedMillis is 999, must be 1000 to 2592000000");
    }

    @Test
    void limits_noNumber_namesTheKey() {
        DiskConfig config = (DiskConfig) Proxy.newProxyInstance(
                DiskConfig.class.getClassLoader(),
                new Class<?>[] {DiskConfig.class},
                (proxy, method, arguments) -> Integer.valueOf("lots"));

        assertThatThrownBy(() -> DiskLimits.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replayEventsMax is no number")
                .hasMessageContaining("lots");
        assertThat(opened).hasSize(1);
    }
}
