package dev.backplane.checklist.internal;

import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Layer;

/** A check that is on the roster. */
public abstract class RosterCheck implements Check {

    private final CheckResult row;

    /** @throws IllegalArgumentException if the roster does not have it */
    protected RosterCheck(String id) {
        row = Roster.notMeasured().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the roster has no " + id));
    }

    @Override
    public final String id() {
        return row.id();
    }

    @Override
    public final Layer layer() {
        return row.layer();
    }

    @Override
    public final String title() {
        return row.title();
    }
}
