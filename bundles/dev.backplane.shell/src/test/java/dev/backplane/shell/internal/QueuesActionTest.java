package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.QueueStatistics.Kind;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class QueuesActionTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private QueuesAction action() {
        QueuesAction action = new QueuesAction();
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        action.clock = Clock.fixed(Instant.parse("2026-01-01T01:02:03Z"), ZoneOffset.UTC);
        action.dispatcher = new Busy(Thread.currentThread());
        return action;
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void queues_streams_showThoseThatDoNotKeepUp() throws Exception {
        QueuesAction action = action();
        action.transports = List.of(new Transport() {
            @Override
            public String name() {
                return "http";
            }

            @Override
            public String address() {
                return "http://localhost";
            }

            @Override
            public StreamStatistics streams() {
                return new StreamStatistics(5000, 71, 9000, 3);
            }

            @Override
            public Stream<StreamQueue> streamQueues() {
                return Stream.of(new StreamQueue("10.0.0.1", 1, 100, 5), new StreamQueue("10.0.0.2", 70, 8900, 2500));
            }
        });
        action.execute();

        assertThat(lines())
                .contains(
                        "STREAMS  OPEN  WAITING  BYTES  CUT",
                        "http     5000  71       9000   3",
                        "SLOW STREAM    WAITING  BYTES  STALLED FOR")
                .containsSubsequence("http 10.0.0.2  70       8900   2.5 s", "http 10.0.0.1  1        100    5.00 ms");
    }

    @Test
    void queues_table_showsTheDeepestFirstAndTheStackOfWhatMayHang() throws Exception {
        action().execute();

        assertThat(lines())
                .startsWith(
                        "QUEUE               WAITING  RUNNING  LIMIT  P50      P99      MAX      REFUSED",
                        "lane normal         40       8        10008  1.50 ms  12 ms    2.0 s    3",
                        "session 01234567    30       2        256    -        -        2.0 s    7",
                        "tool deploy (bulk)  0        1        -      0.00 ms  1.00 ms  1.00 ms  0")
                .contains(
                        "RUNS FOR  WHAT    SESSION   THREAD  STATE",
                        "75.0 s    deploy  01234567  main    fenced",
                        "5.00 ms   echo    -         main    runs",
                        "deploy on main")
                .doesNotContain("echo on main");
        assertThat(lines()).anyMatch(line -> line.startsWith("    at " + QueuesActionTest.class.getName()));
    }

    @Test
    void queues_stacks_showsAll() throws Exception {
        QueuesAction action = action();
        action.stacks = true;

        action.execute();

        assertThat(lines()).contains("deploy on main", "echo on main");
    }

    @Test
    void queues_json_isComplete() throws Exception {
        QueuesAction action = action();
        action.json = true;
        action.limit = 1;

        action.execute();

        Map<?, ?> all = (Map<?, ?>) new GsonCodec().value(Slice.of(bytes.toByteArray()));
        assertThat((List<?>) all.get("queues")).hasSize(1).first().asString().contains("waiting=40", "name=normal");
        assertThat((List<?>) all.get("running")).hasSize(1).first().asString().contains("fenced=true", "what=deploy");
    }

    @Test
    void queues_watched_showsThemAgainAndEndsQuietlyOnInterruption() throws Exception {
        QueuesAction action = action();
        action.watch = 1;
        action.times = 2;
        action.execute();
        assertThat(lines()).filteredOn("01:02:03"::equals).hasSize(2);

        QueuesAction endless = action();
        endless.watch = 3_600;
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                endless.execute();
                ended.complete(Thread.currentThread().isInterrupted());
            } catch (Exception e) {
                ended.completeExceptionally(e);
            }
        });
        thread.start();
        thread.interrupt();
        assertThat(ended.get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void queues_badOption_namesIt() {
        QueuesAction action = action();
        action.watch = -1;

        assertThatThrownBy(action::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage("--watch is -1, must be 0 to 3600");
    }

    private record Busy(Thread thread) implements Dispatcher {
        @Override
        public Ticket dispatch(Work work) {
            throw new IllegalStateException("slot dispatch: stopped");
        }

        @Override
        public DispatchStatistics statistics() {
            return new DispatchStatistics(8, 40, 1, 100, 10);
        }

        @Override
        public Stream<QueueStatistics> queues() {
            return Stream.of(
                    new QueueStatistics(Kind.TOOL, Lane.BULK, "deploy", 0, 1, 0, 2, 9, 0, 0, 1_000_000, 1_000_000),
                    new QueueStatistics(
                            Kind.SESSION,
                            Lane.NORMAL,
                            "0123456789-and-secret",
                            30,
                            2,
                            256,
                            0,
                            9,
                            7,
                            -1,
                            -1,
                            2_000_000_000),
                    new QueueStatistics(
                            Kind.LANE,
                            Lane.NORMAL,
                            "NORMAL",
                            40,
                            8,
                            10_008,
                            8,
                            90,
                            3,
                            1_500_000,
                            12_000_000,
                            2_000_000_000));
        }

        @Override
        public Stream<RunningWork> running() {
            return Stream.of(
                    new RunningWork(Work.of(Lane.NORMAL, "echo", () -> {}), thread, 5_000_000, false),
                    new RunningWork(
                            Work.of(Lane.NORMAL, "deploy", "0123456789-and-secret", () -> {}),
                            thread,
                            75_000_000_000L,
                            true));
        }
    }
}
