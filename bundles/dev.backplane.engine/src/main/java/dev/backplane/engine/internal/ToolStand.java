package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.tool.ToolActivity;

/**
 * A tool on its shelf, whose activity others may see.
 *
 * @param <T> what stands there
 */
final class ToolStand<T extends Watched> extends Stand<T> implements ToolActivity {

    private final ToolWatch watch;

    ToolStand(Shelf<T> shelf, Departures departures, String name, T value, Owner owner) {
        super(shelf, departures, name, value, owner);
        this.watch = value.watch();
    }

    @Override
    public State state() {
        return watch.breaker().state();
    }

    @Override
    public long restsMillis() {
        return watch.breaker().restsMillis();
    }

    @Override
    public boolean onIoThread() {
        return watch.placement().here();
    }

    @Override
    public String placement() {
        return watch.placement().reason();
    }

    @Override
    public long calls() {
        return watch.calls();
    }

    @Override
    public long failures() {
        return watch.failures();
    }

    @Override
    public long p50Nanos() {
        return watch.p50Nanos();
    }

    @Override
    public long p99Nanos() {
        return watch.p99Nanos();
    }

    @Override
    public long heldUpNanos() {
        return watch.heldUpNanos();
    }
}
