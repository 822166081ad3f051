package dev.backplane.cache.redis.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are open. Nobody opens one here: who asks gets one that is there, or waits a little for one. The one that was
 * used last is used next. Thread-safe.
 */
final class Pool {

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();

    /** Guarded by the lock, as all that follows. */
    private final Deque<Wire> idle = new ArrayDeque<>();

    private final Set<Wire> all = new HashSet<>();

    Pool(int most) {
        this.most = most;
    }

    /** Returns a connection; null if none has become idle in that time. */
    @Nullable
    Wire take(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (idle.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = came.awaitNanos(left);
            }
            return idle.pop();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a new one. */
    void add(Wire wire) {
        lock.lock();
        try {
            all.add(wire);
            idle.push(wire);
            came.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes one back, unless it was dropped meanwhile. */
    void give(Wire wire) {
        lock.lock();
        try {
            if (all.contains(wire)) {
                idle.push(wire);
                came.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes one that is of no use any more, and those that are idle: they may be so, too. */
    void drop(Wire wire) {
        lock.lock();
        try {
            all.remove(wire);
            wire.close();
            idle.forEach(Wire::close);
            all.removeAll(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether there is none, in use or not. */
    boolean empty() {
        lock.lock();
        try {
            return all.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether another one may be added. */
    boolean wanting() {
        lock.lock();
        try {
            return all.size() < most;
        } finally {
            lock.unlock();
        }
    }

    /** Closes all, those in use included. */
    void dropAll() {
        lock.lock();
        try {
            all.forEach(Wire::close);
            all.clear();
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
