package dev.backplane.dispatch.lanes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a session has in a lane: its mailboxes, one a name. There as long as the session has something inside. */
final class SessionBox extends Box {

    private final AtomicLong longestWait = new AtomicLong();

    /** Few: what one session calls at a time. Guarded by this. */
    private final List<Mailbox> mailboxes = new ArrayList<>(1);

    SessionBox(String id) {
        super(id, true);
    }

    synchronized Mailbox mailbox(NameBox name) {
        for (int i = mailboxes.size() - 1; i >= 0; i--) {
            Mailbox mailbox = mailboxes.get(i);
            if (mailbox.name() == name) {
                return mailbox;
            }
            if (mailbox.name().dead()) {
                mailboxes.remove(i);
            }
        }
        Mailbox mailbox = new Mailbox(name);
        mailboxes.add(mailbox);
        return mailbox;
    }

    void waited(long nanos) {
        if (nanos > longestWait.get()) {
            longestWait.accumulateAndGet(nanos, Math::max);
        }
    }

    /** Returns the longest that something of the session has waited, in nanoseconds. */
    long longestWait() {
        return longestWait.get();
    }
}
