package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskStoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class DiskTasksTest extends TaskStoreContract {

    private final List<DiskSessionStore> opened = new ArrayList<>();

    @TempDir
    Path directory;

    @Override
    protected SessionStore create() {
        DiskSessionStore store =
                new DiskSessionStore(directory, "store" + opened.size(), new DiskLimits(10, 1_000, 20, 1_000, 60_000));
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(DiskSessionStore::deactivate);
    }
}
