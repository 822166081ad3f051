package dev.backplane.cache.hazelcast.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;

/** Settings of members on random ports of the loopback interface. */
final class Clusters {

    static final int PATIENCE_MILLIS = 20_000;

    private Clusters() {}

    static HazelcastSettings alone() {
        return member("alone-" + UUID.randomUUID(), free(), List.of(), PATIENCE_MILLIS);
    }

    static HazelcastSettings member(String cluster, int port, List<String> members, int boundMillis) {
        return new HazelcastSettings(members, "127.0.0.1", port, cluster, 1, 0, boundMillis);
    }

    /** Returns a port that nobody listens on. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
