package dev.backplane.dispatch.lanes;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a lane has of one name, such as a tool's, and the mailboxes set aside because as much of that name runs as may.
 * Thread-safe, without locks.
 */
final class NameBox extends Box {

    /*
     * Whoever sets a mailbox aside looks afterwards whether there is a place by now, and whoever frees a place looks
     * afterwards whether something is set aside: one of the two sees the other.
     */

    private final Mailbox nobodys = new Mailbox(this);
    private final ConcurrentLinkedQueue<Mailbox> aside = new ConcurrentLinkedQueue<>();
    private final WaitingTimes waits = new WaitingTimes();

    NameBox(String name, boolean mortal) {
        super(name, mortal);
    }

    /** Returns the mailbox for work of no session. */
    Mailbox nobodys() {
        return nobodys;
    }

    /** Takes one of the places to run. */
    boolean start(int atOnce) {
        int now = running().get();
        while (now < atOnce || atOnce == 0) {
            int witness = running().compareAndExchange(now, now + 1);
            if (witness == now) {
                return true;
            }
            now = witness;
        }
        return false;
    }

    /** Sets the mailbox aside. Returns one that may be tried instead because there is a place by now, or null. */
    @Nullable
    Mailbox setAside(Mailbox mailbox, int atOnce) {
        aside.add(mailbox);
        return running().get() < atOnce || atOnce == 0 ? aside.poll() : null;
    }

    /** Gives the place to run back. Returns a mailbox that was set aside and is ready now, or null. */
    @Nullable
    Mailbox finish() {
        running().decrementAndGet();
        return aside.poll();
    }

    /** Returns a mailbox that was set aside, or null. */
    @Nullable
    Mailbox takeUp() {
        return aside.poll();
    }

    WaitingTimes waits() {
        return waits;
    }
}
