package dev.backplane.slots.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Moves registries: the entries themselves, so that what compares them by identity notices nothing. */
final class RegistryTransfer implements Transfer<Registry> {

    /** The mark of a registry of which anything may have changed. */
    static final Object ALL = new Object();

    private static final Owner TRIAL = new Owner("slots", "trial");

    @Override
    public void check(Registry newcomer) {
        // what an earlier trial may have left
        newcomer.ownerGone(TRIAL);
        Entry entry = new Entry(new Key("trial", "trial"), "trial", TRIAL);
        try {
            require(newcomer.register(entry) == null, "it says that a key is held which never was");
            require(newcomer.lookup(entry.key()) == entry, "it does not find an entry");
            require(newcomer.unregister(entry), "it does not give an entry back");
            require(newcomer.lookup(entry.key()) == null, "it finds an entry that is gone");
        } finally {
            newcomer.ownerGone(TRIAL);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public boolean moves() {
        return true;
    }

    @Override
    public long size(Registry of) {
        return of.size();
    }

    @Override
    public Stream<?> marks(Registry of) {
        return of.entries();
    }

    /** An entry's mark says that it is to be taken in; a key's or an owner's, that it is to be compared. */
    @Override
    public void copy(Registry from, Registry to, List<?> marks, Runnable moved) {
        for (Object mark : marks) {
            if (mark instanceof Entry entry) {
                take(from, to, entry);
            } else if (mark instanceof Key key) {
                compare(from, to, key);
            } else if (mark instanceof Owner owner) {
                for (Entry entry : to.owned(owner).toList()) {
                    compare(from, to, entry.key());
                }
            } else {
                to.clear();
                from.entries().forEach(entry -> take(from, to, entry));
            }
            moved.run();
        }
    }

    private static void take(Registry from, Registry to, Entry entry) {
        Entry held = to.register(entry);
        if (held != null && held != entry) {
            compare(from, to, entry.key());
        }
    }

    private static void compare(Registry from, Registry to, Key key) {
        Entry wanted = from.lookup(key);
        Entry held = to.lookup(key);
        boolean done;
        if (wanted == held) {
            done = true;
        } else if (wanted == null) {
            done = to.unregister(Objects.requireNonNull(held));
        } else if (held == null) {
            done = to.register(wanted) == null;
        } else {
            done = to.replace(held, wanted);
        }
        require(done, "it did not take over " + key);
    }

    @Override
    public void clear(Registry of) {
        of.clear();
    }

    @Override
    public List<?> setAside(Registry from) {
        return from.entries().toList();
    }

    @Override
    public void putBack(List<?> aside, Registry to) {
        for (Object each : aside) {
            to.register((Entry) each);
        }
    }
}
