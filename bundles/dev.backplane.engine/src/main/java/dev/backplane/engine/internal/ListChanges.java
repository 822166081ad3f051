package dev.backplane.engine.internal;

import dev.backplane.engine.internal.Subscriptions.Listing;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits for changed lists to settle, so that each is announced once. Thread-safe. */
final class ListChanges {

    /** After so many waits a list that never comes to rest is announced all the same. */
    private static final int ROUNDS_MAX = 50;

    private final ScheduledExecutorService timer;
    private final Supplier<Settings> settings;
    private final Consumer<Listing> announce;

    /** The lists to be announced, and whether each has changed since its wait began. Guarded by itself. */
    private final Map<Listing, Boolean> waiting = new EnumMap<>(Listing.class);

    ListChanges(ScheduledExecutorService timer, Supplier<Settings> settings, Consumer<Listing> announce) {
        this.timer = timer;
        this.settings = settings;
        this.announce = announce;
    }

    /** Announces a changed list once, when it has not changed for a while. */
    void add(Listing listing) {
        synchronized (waiting) {
            if (waiting.put(listing, true) != null) {
                return;
            }
            waiting.put(listing, false);
        }
        await(listing, ROUNDS_MAX);
    }

    private void await(Listing listing, int rounds) {
        if (!timer.isShutdown()) {
            timer.schedule(
                    () -> settled(listing, rounds), settings.get().lists().settleMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void settled(Listing listing, int rounds) {
        boolean again;
        synchronized (waiting) {
            again = Boolean.TRUE.equals(waiting.remove(listing)) && rounds > 1;
            if (again) {
                waiting.put(listing, false);
            }
        }
        if (again) {
            await(listing, rounds - 1);
        } else {
            announce.accept(listing);
        }
    }
}
