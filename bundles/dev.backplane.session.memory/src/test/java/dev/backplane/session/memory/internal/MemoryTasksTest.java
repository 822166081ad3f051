package dev.backplane.session.memory.internal;

import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskStoreContract;

class MemoryTasksTest extends TaskStoreContract {

    @Override
    protected SessionStore create() {
        return new MemorySessionStore(new ReplayLimits(10, 1_000));
    }
}
