package dev.backplane.shell.internal;

import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What waits in the event streams of the transports: a part of {@code mcp:queues}. Stateless. */
final class StreamsPart {

    private StreamsPart() {}

    /** Prints the transports that have streams, and the queues of those whose peers do not keep up, deepest first. */
    static void print(PrintStream out, int width, List<Transport> transports, int limit) {
        Table all = new Table("STREAMS", "OPEN", "WAITING", "BYTES", "CUT");
        Table slow = new Table("SLOW STREAM", "WAITING", "BYTES", "STALLED FOR");
        boolean any = false;
        boolean anySlow = false;
        for (Transport transport : transports) {
            StreamStatistics streams = transport.streams();
            if (streams.open() == 0 && streams.cut() == 0) {
                continue;
            }
            any = true;
            all.row(transport.name(), streams.open(), streams.waitingMessages(), streams.waitingBytes(), streams.cut());
            for (StreamQueue queue : deepest(transport, limit)) {
                anySlow = true;
                slow.row(
                        transport.name() + " " + queue.peer(),
                        queue.messages(),
                        queue.bytes(),
                        SwapText.millis(queue.stalledMillis() * 1_000_000));
            }
        }
        if (any) {
            out.println();
            all.print(out, width);
        }
        if (anySlow) {
            out.println();
            slow.print(out, width);
        }
    }

    /** Returns the same for {@code --json}. */
    static List<Object> json(List<Transport> transports, int limit) {
        List<Object> rows = new ArrayList<>();
        for (Transport transport : transports) {
            StreamStatistics streams = transport.streams();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("transport", transport.name());
            row.put("open", streams.open());
            row.put("waitingMessages", streams.waitingMessages());
            row.put("waitingBytes", streams.waitingBytes());
            row.put("cut", streams.cut());
            List<Object> slow = new ArrayList<>();
            for (StreamQueue queue : deepest(transport, limit)) {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("peer", queue.peer());
                each.put("waitingMessages", queue.messages());
                each.put("waitingBytes", queue.bytes());
                each.put("stalledMillis", queue.stalledMillis());
                slow.add(each);
            }
            row.put("slow", slow);
            rows.add(row);
        }
        return rows;
    }

    private static List<StreamQueue> deepest(Transport transport, int limit) {
        return transport
                .streamQueues()
                .sorted(Comparator.comparingLong(StreamQueue::bytes).reversed())
                .limit(limit)
                .toList();
    }
}
