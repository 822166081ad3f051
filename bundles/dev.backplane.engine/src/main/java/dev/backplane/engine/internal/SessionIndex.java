package dev.backplane.engine.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All open sessions of this node, by their ids, and in the orders in which they end. Thread-safe: look-ups take no lock;
 * whatever changes the orders takes this object's, for O(log n).
 *
 * <p>No message changes an order. What was filed under an earlier stamp than is due gets its place when it comes to the
 * front, where alone it matters: each message is paid for once at most. What is in use when it comes to the front counts as
 * heard of in the next millisecond, so it never stands before what is idle.
 */
final class SessionIndex {

    /** Which bound leaves no room. */
    enum Room {
        FREE,
        CALLER_FULL,
        FULL
    }

    private final ConcurrentHashMap<String, SessionHandle> handles = new ConcurrentHashMap<>();

    // guarded by this
    private final Map<String, CallerSessions> callers = new HashMap<>();
    private final HandleHeap awake = new HandleHeap(HandleHeap.Order.IDLE);
    private final HandleHeap asleep = new HandleHeap(HandleHeap.Order.IDLE);
    private final HandleHeap ages = new HandleHeap(HandleHeap.Order.AGE);

    @Nullable
    SessionHandle get(String id) {
        return handles.get(id);
    }

    /** Returns a view of all, weakly consistent. */
    Collection<SessionHandle> all() {
        return handles.values();
    }

    synchronized int size() {
        return ages.size();
    }

    synchronized int asleep() {
        return asleep.size();
    }

    /**
     * Takes in a session, if there is room.
     *
     * @param most how many there may be
     * @param mostOfCaller how many of one caller
     */
    synchronized Room enter(SessionHandle handle, String caller, int most, int mostOfCaller) {
        CallerSessions his = callers.get(caller);
        if (his != null && his.idle().size() >= mostOfCaller) {
            return Room.CALLER_FULL;
        }
        if (ages.size() >= most) {
            return Room.FULL;
        }
        enter(handle, caller);
        return Room.FREE;
    }

    /** Takes in a session that is there, whatever the bounds say. Returns the one that is known under its id. */
    synchronized SessionHandle adopt(SessionHandle handle, String caller) {
        SessionHandle known = handles.get(handle.id());
        if (known != null) {
            return known;
        }
        enter(handle, caller);
        return handle;
    }

    private void enter(SessionHandle handle, String caller) {
        CallerSessions his = callers.computeIfAbsent(caller, CallerSessions::new);
        handle.caller = his;
        handle.filedAwake = handle.live() != null;
        heap(handle).add(handle);
        his.idle().add(handle);
        ages.add(handle);
        handles.put(handle.id(), handle);
    }

    /** Forgets a session; does nothing if it is not known. */
    synchronized void remove(SessionHandle handle) {
        CallerSessions his = handle.caller;
        if (his == null || !handles.remove(handle.id(), handle)) {
            return;
        }
        heap(handle).remove(handle);
        ages.remove(handle);
        his.idle().remove(handle);
        if (his.idle().size() == 0) {
            callers.remove(his.caller());
        }
    }

    private HandleHeap heap(SessionHandle handle) {
        return handle.filedAwake ? awake : asleep;
    }

    /** Files a session anew that has woken, has fallen asleep, or cannot do what was due. */
    synchronized void file(SessionHandle handle, long stamp) {
        if (handle.place(HandleHeap.Order.AGE) == SessionHandle.NOWHERE) {
            return;
        }
        handle.filed = Math.max(handle.filed, stamp);
        boolean isAwake = handle.live() != null;
        if (isAwake == handle.filedAwake) {
            heap(handle).changed(handle);
        } else {
            heap(handle).remove(handle);
            handle.filedAwake = isAwake;
            heap(handle).add(handle);
        }
        CallerSessions his = handle.caller;
        if (his != null) {
            his.idle().changed(handle);
        }
    }

    /** Returns the session that has been idle for longest; null if none is idle. */
    synchronized @Nullable SessionHandle longestIdle(long now) {
        SessionHandle one = front(awake, now);
        SessionHandle other = front(asleep, now);
        if (one == null || other != null && other.filed < one.filed) {
            one = other;
        }
        return one == null || one.filed > now ? null : one;
    }

    /** Returns the session of a caller that has been idle for longest; null if none is idle. */
    synchronized @Nullable SessionHandle longestIdle(String caller, long now) {
        CallerSessions his = callers.get(caller);
        SessionHandle one = his == null ? null : front(his.idle(), now);
        return one == null || one.filed > now ? null : one;
    }

    /** Returns a session that is awake and was last heard of before then; null if there is none. */
    synchronized @Nullable SessionHandle awakeSince(long then, long now) {
        SessionHandle one = front(awake, now);
        return one == null || one.filed >= then ? null : one;
    }

    /** Returns a session that was opened before then; null if there is none. */
    synchronized @Nullable SessionHandle openedBefore(long then) {
        SessionHandle eldest = ages.first();
        return eldest == null || eldest.created() >= then ? null : eldest;
    }

    /** Returns the first of an order, after each that came to the front out of turn has got its place. */
    private @Nullable SessionHandle front(HandleHeap heap, long now) {
        SessionHandle first = heap.first();
        while (first != null) {
            long seen = first.seen(now);
            if (seen <= first.filed && (first.live() != null) == first.filedAwake) {
                break;
            }
            file(first, seen);
            first = heap.first();
        }
        return first;
    }
}
