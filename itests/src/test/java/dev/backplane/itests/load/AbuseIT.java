package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Raw;
import dev.backplane.itests.harness.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Peers that abuse the listener, among others that use it: how long the others' calls take with the abuse and without, in turns
 * within one run.
 */
class AbuseIT {
    private static final int ROUNDS = Settings.proof() ? 9 : 3;
    private static final int TURN_MILLIS = Settings.proof() ? 2_000 : 400;
    private static final double FACTOR = 2;

    /** What other work on the machine may add in a run that is short: its turns differ by that without any abuse. */
    private static final double SLACK_MILLIS = Settings.proof() ? 0 : 10;

    private static final int FLOODS = 4;
    private static final int FLOOD_BYTES = 64 * 1024;

    private final Distribution backplane = Distribution.hostile();
    private final List<Raw> open = new ArrayList<>();

    /** What is done, by how many connections. */
    enum Abuse {
        /** A byte a second of a request. */
        SLOW_WRITERS(300),
        /** A byte a second of an answer. */
        SLOW_READERS(100),
        /** Never a byte, and no end. */
        HALF_OPEN(500),
        /** Request after request, whether answered or not. */
        PIPELINED_FLOOD(FLOODS),
        /** Heads of 30 KB, as fast as they are taken. */
        HEADER_FLOOD(FLOODS);

        private final int connections;

        Abuse(int connections) {
            this.connections = connections;
        }
    }

    @ParameterizedTest
    @EnumSource(Abuse.class)
    void others_whileAbused_hardlyNotice(Abuse abuse) throws Exception {
        List<Double> quiet = new ArrayList<>();
        List<Double> abused = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        Semaphore sent = new Semaphore(0);
        try (Victims victims = new Victims(backplane.port())) {
            victims.call(TURN_MILLIS);
            for (int round = 0; round < ROUNDS; round++) {
                quiet.add(Victims.p99(victims.call(TURN_MILLIS)));
                CountDownLatch end = new CountDownLatch(1);
                threads.submit(() -> {
                    begin(abuse, end, threads, sent);
                    return null;
                });
                // its beginning is over
                assertThat(sent.tryAcquire(abuse.connections, 30, TimeUnit.SECONDS))
                        .isTrue();
                victims.call(TURN_MILLIS / 2);
                abused.add(Victims.p99(victims.call(TURN_MILLIS)));
                end.countDown();
                sent.drainPermits();
                for (Raw raw : List.copyOf(open)) {
                    raw.reset();
                }
                open.clear();
            }
        } finally {
            threads.shutdownNow();
        }
        double before = Victims.median(quiet);
        double with = Victims.median(abused);
        System.out.printf(
                Locale.ROOT,
                "%s by %d: p99 of the others %.2f ms, without %.2f ms%n",
                abuse,
                abuse.connections,
                with,
                before);
        assertThat(with).isLessThanOrEqualTo(FACTOR * before + SLACK_MILLIS);
    }

    private void begin(Abuse abuse, CountDownLatch end, ExecutorService threads, Semaphore sent) throws IOException {
        byte[] request = Rude.call("echo", "{\"message\":\"" + "x".repeat(100_000) + "\"}");
        for (int i = 0; i < abuse.connections; i++) {
            Raw raw = new Raw(backplane.port(), abuse == Abuse.SLOW_READERS ? 4096 : 0);
            open.add(raw);
            switch (abuse) {
                case SLOW_WRITERS -> raw.send(bytes("POST /mcp HTTP/1.1\r\nHo"));
                case SLOW_READERS -> raw.send(request);
                case HALF_OPEN -> {}
                case PIPELINED_FLOOD -> threads.submit(() -> flood(raw, pipeline(), end));
                case HEADER_FLOOD -> threads.submit(() -> flood(raw, heads(), end));
            }
            sent.release();
        }
        if (abuse == Abuse.SLOW_WRITERS || abuse == Abuse.SLOW_READERS) {
            trickle(abuse, end);
        }
    }

    /** A byte a second each, all of them spread over the second. */
    private void trickle(Abuse abuse, CountDownLatch end) throws IOException {
        List<Raw> all = List.copyOf(open);
        try {
            for (int i = 0; !end.await(1_000 / all.size(), TimeUnit.MILLISECONDS); i++) {
                Raw raw = all.get(i % all.size());
                if (abuse == Abuse.SLOW_WRITERS) {
                    raw.send(bytes("s"));
                } else {
                    raw.sip();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends again and again, and reads what comes by another thread, until the connection ends. */
    private static Void flood(Raw raw, byte[] bytes, CountDownLatch end) throws IOException {
        Thread reader = new Thread(() -> {
            try {
                raw.drain();
            } catch (IOException e) {
                // the end
            }
        });
        reader.setDaemon(true);
        reader.start();
        while (end.getCount() > 0) {
            raw.send(bytes);
        }
        return null;
    }

    private static byte[] pipeline() {
        byte[] one = Rude.call("echo", "{\"message\":\"flood\"}");
        String all = new String(one, StandardCharsets.ISO_8859_1).repeat(FLOOD_BYTES / one.length);
        return bytes(all);
    }

    private static byte[] heads() {
        StringBuilder head = new StringBuilder("OPTIONS /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (int i = 0; head.length() < 30_000; i++) {
            head.append("X-Flood-")
                    .append(i)
                    .append(": ")
                    .append("y".repeat(200))
                    .append("\r\n");
        }
        return bytes(head.append("\r\n").toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
