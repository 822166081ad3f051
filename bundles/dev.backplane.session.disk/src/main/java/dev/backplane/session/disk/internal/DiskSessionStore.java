package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.slot.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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
 * A session store whose sessions, events and tasks survive the end of the process, {@code kill -9} included. Thread-safe.
 *
 * <p>The heap has all of it, so no read waits for the disk; each change goes to a log as well:
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
 * <p>While the log cannot be written, {@link #put} throws, and all else works on the heap; it is written anew from the
 * heap with the first change that succeeds. Damaged files are set aside and reported, never overwritten.
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
    private final AtomicLong numbers;
    final Journal journal;
    private final DiskTasks tasks;
    private final Path base;
    private volatile DiskLimits limits;

    /**
     * @throws IllegalArgumentException if a value is out of bounds
     * @throws DiskSessionException if the files cannot be used
     */
    @Activate
    public DiskSessionStore(BundleContext context, DiskConfig config) {
        this(base(context), config.directory(), DiskLimits.of(config));
    }

    DiskSessionStore(Path base, String directory, DiskLimits limits) {
        this.base = base;
        this.limits = limits;
        Path place = base.resolve(directory);
        SessionLog log = SessionLog.open(place);
        numbers = new AtomicLong(log.highestNumber());
        journal = new Journal(log, limits, this::kept, this::expireUnclaimed);
        tasks = new DiskTasks(journal);
        tasks.loaded(log.takeLoadedTasks());
        journal.start();
        for (KeptSession session : log.takeLoaded()) {
            sessions.put(session.session().id(), session);
            session.trim(limits, journal);
        }
    }

    /** Goes through all there is, each as it is when its turn comes. */
    private Iterable<Kept> kept() {
        return () -> Stream.concat(sessions.values().stream(), tasks.kept()).iterator();
    }

    private static Path base(BundleContext context) {
        String data = context.getProperty("karaf.data");
        return (data == null ? context.getDataFile("").toPath() : Path.of(data)).toAbsolutePath();
    }

    /**
     * @throws IllegalArgumentException if a value is out of bounds; what was in force stays so
     * @throws DiskSessionException if the new directory cannot be used
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

    /** Commits what waits, and closes the files. */
    @Deactivate
    void deactivate() {
        journal.close();
    }

    /** @throws DiskSessionException if it cannot be committed; a new session is unknown then */
    @Override
    public void put(SessionRecord session) {
        KeptSession fresh = KeptSession.fresh(numbers.incrementAndGet(), session);
        Entered entered = enter(fresh, session.id(), kept -> kept.put(session, journal));
        try {
            entered.batch().await();
        } catch (DiskSessionException e) {
            if (entered.session() == fresh) {
                remove(session.id(), fresh, false);
            }
            throw e;
        }
    }

    private record Entered(KeptSession session, Batch batch) {}

    /**
     * Changes the session under the id, or makes it. It is in the table before the journal has it, so that whoever writes
     * all of the table anew misses nothing that the journal had before.
     *
     * @param fresh to become the session where there is none
     */
    private Entered enter(KeptSession fresh, String id, Function<KeptSession, @Nullable Batch> change) {
        while (true) {
            KeptSession known = sessions.putIfAbsent(id, fresh);
            KeptSession kept = known == null ? fresh : known;
            Batch batch = change.apply(kept);
            if (batch != null) {
                return new Entered(kept, batch);
            }
            sessions.remove(id, kept);
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
        tasks.removeAll(TaskRecord.ofSession(id));
        KeptSession kept = sessions.get(id);
        Batch batch = kept == null ? null : remove(id, kept, true);
        if (batch == null) {
            return false;
        }
        batch.settle();
        return true;
    }

    /** Returns the batch to wait for; null if another thread has removed it. */
    private @Nullable Batch remove(String id, KeptSession kept, boolean urgent) {
        Batch batch = kept.remove(journal, urgent);
        sessions.remove(id, kept);
        return batch;
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

    /**
     * Waits for one commit. A crash in the middle leaves each session as it was or as it was to be, or with some of the
     * events that came to it.
     *
     * @throws DiskSessionException if they cannot be committed
     */
    @Override
    public void restore(List<SessionImage> images) {
        boolean written = false;
        for (SessionImage image : images) {
            KeptSession fresh = KeptSession.fresh(numbers.incrementAndGet(), image.session());
            // The limits are read under the session's lock, so that what is restored does not outlive the trimming to
            // new ones.
            Batch batch = enter(fresh, image.session().id(), kept -> {
                        synchronized (kept) {
                            return kept.restore(image, limits, journal);
                        }
                    })
                    .batch();
            written |= batch != Batch.NOTHING;
            if (batch.full()) {
                batch.settle();
            }
        }
        if (written) {
            journal.flush();
        }
    }

    /** Waits for one commit; where it cannot be made, that is logged and done as soon as it can. */
    @Override
    public void clear() {
        boolean removed = tasks.size() > 0;
        tasks.clear();
        for (Map.Entry<String, KeptSession> entry : sessions.entrySet()) {
            removed |= remove(entry.getKey(), entry.getValue(), false) != null;
        }
        if (removed) {
            journal.write(Changes.NOTHING, true).settle();
            journal.shrink();
        }
    }

    /** Lets the sessions from before the restart go that nobody has asked for. Does not wait. */
    void expireUnclaimed() {
        sessions.forEach((id, kept) -> {
            if (kept.expire(journal) != null) {
                sessions.remove(id, kept);
                tasks.removeAll(TaskRecord.ofSession(id));
            }
        });
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }
}
