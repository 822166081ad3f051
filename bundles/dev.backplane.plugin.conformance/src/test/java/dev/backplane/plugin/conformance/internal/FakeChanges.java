package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Changes;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was said to have changed. Not thread-safe. */
final class FakeChanges implements Changes {

    final List<String> updated = new ArrayList<>();

    @Override
    public void resourceUpdated(String uri) {
        updated.add(uri);
    }

    @Override
    public void resourceListChanged() {
        updated.add("list");
    }

    @Override
    public void elicitationCompleted(String elicitationId) {
        updated.add(elicitationId);
    }
}
