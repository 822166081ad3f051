package dev.backplane.engine.internal;

import dev.backplane.engine.internal.schema.Schemas;
import dev.backplane.spi.dispatch.Dispatcher;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** What every call needs of the engine. */
record CallServices(
        Frames frames,
        Dispatcher dispatcher,
        ScheduledExecutorService timer,
        RequestStates states,
        Questions questions,
        IoWatch ioWatch,
        CacheUse cache,
        ResultCache results,
        Schemas schemas,
        Supplier<Settings> settings) {}
