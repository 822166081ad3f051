package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.Secrets;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The threads of this JVM. Thread-safe: it keeps nothing. */
public final class Threads {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** Returns the ids of the threads that wait for each other in a ring, ascending. */
    public List<Long> deadlocked() {
        long[] ids = threads.findDeadlockedThreads();
        return ids == null ? List.of() : LongStream.of(ids).sorted().boxed().toList();
    }

    public int count() {
        return threads.getThreadCount();
    }

    /** Takes a dump of all threads, and returns of it what the query wants: deadlocked threads first, then by id. */
    ThreadDump dump(ThreadsDumpTool.Query query) {
        Set<Long> deadlocked = Set.copyOf(deadlocked());
        List<ThreadInfo> all = Arrays.stream(threads.dumpAllThreads(false, false, query.depth()))
                .filter(thread -> thread != null)
                .toList();
        List<ThreadInfo> matching = all.stream()
                .filter(thread -> Bounds.contains(thread.getThreadName(), query.name()))
                .filter(thread -> query.state() == null || thread.getThreadState() == query.state())
                .filter(thread -> !query.deadlockedOnly() || deadlocked.contains(thread.getThreadId()))
                .sorted(Comparator.comparing((ThreadInfo thread) -> !deadlocked.contains(thread.getThreadId()))
                        .thenComparing(ThreadInfo::getThreadId))
                .toList();
        return new ThreadDump(
                all.size(),
                threads.getDaemonThreadCount(),
                threads.getPeakThreadCount(),
                states(all),
                deadlocked.stream().sorted().toList(),
                matching.size(),
                Bounds.first(matching, query.limit()).stream().map(this::entry).toList());
    }

    private static Map<String, Integer> states(List<ThreadInfo> all) {
        return all.stream()
                .collect(Collectors.groupingBy(
                        thread -> thread.getThreadState().name(), TreeMap::new, Collectors.summingInt(thread -> 1)));
    }

    private ThreadDump.Entry entry(ThreadInfo thread) {
        LockInfo lock = thread.getLockInfo();
        long cpuNanos = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
                ? threads.getThreadCpuTime(thread.getThreadId())
                : -1;
        return new ThreadDump.Entry(
                thread.getThreadId(),
                Secrets.text(thread.getThreadName()),
                thread.getThreadState(),
                thread.isDaemon(),
                cpuNanos < 0 ? null : TimeUnit.NANOSECONDS.toMillis(cpuNanos),
                thread.getBlockedCount(),
                lock == null ? null : lock.toString(),
                thread.getLockOwnerId() < 0 ? null : thread.getLockOwnerId(),
                Arrays.stream(thread.getStackTrace())
                        .map(StackTraceElement::toString)
                        .toList());
    }
}
