package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.slot.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A session store whose sessions and events survive the end of the process, {@code kill -9} included. Thread-safe.
 *
 * <p>The heap has all of it, so no read waits for the disk; each change goes to a file as well:
 *
 * <ul>
 *   <li>{@link #put} and {@link #remove} return once the change is committed: handed to the operating system, from where
 *       the end of the process cannot take it. Those that come at the same time share a commit.
 *   <li>{@link #append} returns at once; the event is committed within {@code commitMillis}, at 0 before it returns. An
 *       event that is lost so takes no sequence along: {@link #lastSequence} covers it after the restart.
 *   <li>Every {@code syncMillis} what is committed is forced to the medium, from where a loss of power cannot take it; at
 *       0 before {@link #put} returns.
 * </ul>
 *
 * <p>While the file cannot be written, {@link #put} throws, and all else works on the heap; the file is written anew
 * from the heap with the first change that succeeds. A damaged file is set aside and reported, never overwritten.
 *
 * <p>Sessions from before a restart that nobody asks for within {@code unclaimedMillis} go.
 */
@Component(
        service = SessionStore.class,
        immediate = true,
        configurationPid = DiskSessionStore.PID,
        property = {
            Slot.SLOT + "=" + Slot.SESSION,
            Slot.VARIANT + "=" + DiskSessionStore.VARIANT,
            "service.ranking:Integer=-100"
        })
@Designate(ocd = DiskConfig.class)
public final class DiskSessionStore implements SessionStore {

    static final String PID = "dev.backplane.session.disk";
    static final String VARIANT = "disk";

    private final ConcurrentHashMap<String, KeptSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    final Journal journal;
    private final Path base;
    private volatile DiskLimits limits;

    /**
     * @throws IllegalArgumentException if a value is out of bounds
     * @throws DiskSessionException if the file cannot be used
     */
    @Activate
    public DiskSessionStore(BundleContext context, DiskConfig config) {
        this(base(context), config.directory(), DiskLimits.of(config));
    }

    DiskSessionStore(Path base, String directory, DiskLimits limits) {
        this.base = base;
        this.limits = limits;
        Path place = base.resolve(directory);
        SessionFile file = SessionFile.open(place);
        for (KeptSession session : file.takeLoaded()) {
            sessions.put(session.session().id(), session);
            numbers.accumulateAndGet(session.number(), Math::max);
        }
        journal = new Journal(place, file, limits, sessions::values, this::expireUnclaimed);
        journal.start();
    }

    private static Path base(BundleContext context) {
        String data = context.getProperty("karaf.data");
        return (data == null ? context.getDataFile("").toPath() : Path.of(data)).toAbsolutePath();
    }

    /**
     * @throws IllegalArgumentException if a value is out of bounds; what was in force stays so
     * @throws DiskSessionException if the file cannot be moved to the new directory
     */
    @Modified
    void modified(DiskConfig config) {
        configure(config.directory(), DiskLimits.of(config));
    }

    /** Sets new limits, to which what is kept already is trimmed, and moves to the directory. */
    void configure(String directory, DiskLimits next) {
        limits = next;
        sessions.values().forEach(kept -> kept.trim(next, journal));
        journal.configure(base.resolve(directory), next);
    }

    /** Commits what waits, and closes the file. */
    @Deactivate
    void deactivate() {
        journal.close();
    }

    /** @throws DiskSessionException if it cannot be committed; a new session is unknown then */
    @Override
    public void put(SessionRecord session) {
        KeptSession fresh = KeptSession.opened(numbers.incrementAndGet(), session);
        Batch[] batch = new Batch[1];
        KeptSession entered = sessions.compute(session.id(), (id, kept) -> {
            KeptSession now = kept == null ? fresh : kept;
            batch[0] = now.put(session, journal);
            return now;
        });
        try {
            batch[0].await();
        } catch (DiskSessionException e) {
            if (entered == fresh) {
                sessions.remove(session.id(), fresh);
            }
            throw e;
        }
    }

    @Override
    public @Nullable SessionRecord get(String id) {
        KeptSession kept = sessions.get(id);
        return kept == null ? null : kept.claim();
    }

    /** Waits until the removal is committed; where it cannot be, that is logged and done as soon as it can. */
    @Override
    public boolean remove(String id) {
        Batch[] batch = new Batch[1];
        sessions.computeIfPresent(id, (key, kept) -> {
            batch[0] = kept.remove(journal);
            return null;
        });
        if (batch[0] == null) {
            return false;
        }
        batch[0].settle();
        return true;
    }

    @Override
    public Stream<SessionRecord> sessions() {
        return StreamSupport.stream(
                        () -> sessions.values().spliterator(), Spliterator.CONCURRENT | Spliterator.NONNULL, false)
                .map(KeptSession::session);
    }

    @Override
    public long size() {
        return sessions.mappingCount();
    }

    /** Waits for the disk only where {@code commitMillis} is 0, a block of sequences begins, or too much waits. */
    @Override
    public void append(String session, StreamEvent event) {
        KeptSession kept = sessions.get(session);
        if (kept == null) {
            return;
        }
        Batch batch;
        // The limits are read under the session's lock, so that no append outlives the trimming to new ones.
        synchronized (kept) {
            batch = kept.append(event, limits, journal);
        }
        if (batch != null) {
            batch.settle();
        }
    }

    @Override
    public @Nullable List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
        KeptSession kept = sessions.get(session);
        return kept == null ? null : kept.after(stream, afterSequence);
    }

    @Override
    public long lastSequence(String session) {
        KeptSession kept = sessions.get(session);
        return kept == null ? 0 : kept.lastSequence();
    }

    @Override
    public @Nullable SessionImage image(String id) {
        KeptSession kept = sessions.get(id);
        return kept == null ? null : kept.image();
    }

    /** @throws DiskSessionException if they cannot be committed */
    @Override
    public void restore(List<SessionImage> images) {
        DiskLimits now = limits;
        Batch[] batch = new Batch[1];
        for (SessionImage image : images) {
            sessions.compute(image.session().id(), (id, former) -> {
                if (former != null) {
                    former.remove(journal);
                }
                KeptSession kept = KeptSession.of(numbers.incrementAndGet(), image);
                batch[0] = kept.enter(journal);
                kept.trim(now, journal);
                return kept;
            });
        }
        if (batch[0] != null) {
            batch[0].await();
        }
    }

    @Override
    public void clear() {
        sessions.keySet().forEach(this::remove);
    }

    /** Lets the sessions from before the restart go that nobody has asked for. Does not wait. */
    void expireUnclaimed() {
        sessions.keySet()
                .forEach(id -> sessions.computeIfPresent(id, (key, kept) -> {
                    if (!kept.expire()) {
                        return kept;
                    }
                    kept.remove(journal);
                    return null;
                }));
    }
}
