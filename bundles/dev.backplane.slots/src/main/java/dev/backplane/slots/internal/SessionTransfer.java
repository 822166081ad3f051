package dev.backplane.slots.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Moves session stores: whole sessions, with their events. The mark is the session's id. */
final class SessionTransfer implements Transfer<SessionStore> {

    /** The mark of a store of which anything may have changed. */
    static final Object ALL = new Object();

    /** No id of a real one, which are longer and of hexadecimal digits. */
    private static final String TRIAL = "trial";

    @Override
    public void check(SessionStore newcomer) {
        newcomer.put(new SessionRecord(TRIAL, "", null, new byte[0], false, null, Set.of(), Instant.EPOCH));
        SessionRecord kept = newcomer.get(TRIAL);
        if (kept == null || !kept.id().equals(TRIAL)) {
            throw new IllegalStateException("it does not find a session");
        }
        if (!newcomer.remove(TRIAL) || newcomer.get(TRIAL) != null) {
            throw new IllegalStateException("it does not forget a session");
        }
    }

    @Override
    public boolean moves() {
        return true;
    }

    @Override
    public long size(SessionStore of) {
        return of.size();
    }

    @Override
    public Stream<?> marks(SessionStore of) {
        return of.sessions().map(SessionRecord::id);
    }

    @Override
    public void copy(SessionStore from, SessionStore to, List<?> marks, Runnable moved) {
        List<SessionImage> images = new ArrayList<>(marks.size());
        for (Object mark : marks) {
            if (mark == ALL) {
                to.clear();
                copy(from, to, marks(from).toList(), moved);
                return;
            }
            String id = (String) mark;
            SessionImage image = from.image(id);
            if (image == null) {
                to.remove(id);
            } else {
                images.add(image);
            }
        }
        to.restore(images);
        moved.run();
    }

    @Override
    public void clear(SessionStore of) {
        of.clear();
    }

    @Override
    public List<?> setAside(SessionStore from) {
        List<SessionImage> images = new ArrayList<>();
        from.sessions().map(session -> from.image(session.id())).forEach(image -> {
            if (image != null) {
                images.add(image);
            }
        });
        return images;
    }

    @Override
    public void putBack(List<?> aside, SessionStore to) {
        for (int i = 0; i < aside.size(); i += STEP) {
            to.restore(aside.subList(i, Math.min(i + STEP, aside.size())).stream()
                    .map(SessionImage.class::cast)
                    .toList());
        }
    }
}
