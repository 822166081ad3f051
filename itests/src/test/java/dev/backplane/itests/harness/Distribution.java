package dev.backplane.itests.harness;

import dev.backplane.transport.tls.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The distribution, unpacked in {@link Settings#instances()} and running on random ports. The shared instances may be used
 * by any thread; an own one by one thread at a time.
 */
public final class Distribution extends Container {
    private static final String TRANSPORT = "dev.backplane.transport.http";
    private static final Map<String, Distribution> SHARED = new HashMap<>();

    /** Where the paged instance serves TCP. */
    public static final int PAGED_TCP = Ports.free();

    /** Where the paged instance serves HTTP over TLS, with the certificate in {@link #certificates()}. */
    public static final int PAGED_TLS = Ports.free();

    /** Where the paged instance serves lines over TCP with TLS, with the same certificate. */
    public static final int PAGED_TCP_TLS = Ports.free();

    private static final String TCP_TLS = "dev.backplane.transport.stream.tcp-tls";
    private static final String TLS = "dev.backplane.transport.http.listener-tls";
    private static final AtomicBoolean PAGED_KEYS = new AtomicBoolean();

    private final int port = Ports.free();

    private Distribution(Path home, List<String> features, Map<String, String> environment) {
        super(Settings.archive(), home, environment);
        configure(TRANSPORT, "port", Integer.toString(port));
        boot(features);
    }

    /** The instance that the suite shares, as it ships: started at the first call, stopped after the last test. */
    public static Distribution shared() {
        return shared("shared", builder -> {});
    }

    /** A second shared instance, with the conformance fixture. */
    public static Distribution conformance() {
        return shared("conformance", builder -> builder.feature("backplane-conformance"));
    }

    /** A third shared instance, with the conformance fixture, TCP, TLS, and short pages, so that clients must page. */
    public static Distribution paged() {
        return shared(
                "paged",
                builder -> builder.feature("backplane-conformance")
                        .configuration("dev.backplane.transport.stream.tcp-it", "port", String.valueOf(PAGED_TCP))
                        .configuration(TLS, "port", String.valueOf(PAGED_TLS))
                        .configuration(TLS, "tlsCertificates", certificates().toString())
                        .configuration(TLS, "tlsPassword", TestKeys.PASSWORD)
                        .configuration(TCP_TLS, "port", String.valueOf(PAGED_TCP_TLS))
                        .configuration(
                                TCP_TLS, "tlsCertificates", certificates().toString())
                        .configuration(TCP_TLS, "tlsPassword", TestKeys.PASSWORD)
                        .configuration("dev.backplane.engine", "pageSize", "10"));
    }

    /** The PKCS12 store that the paged instance's TLS is served with; made at the first call. */
    public static Path certificates() {
        try {
            Path folder = Files.createDirectories(Settings.instances().resolve("tls"));
            Path store = folder.resolve("server.p12");
            return PAGED_KEYS.compareAndSet(false, true) ? TestKeys.store(folder, "server") : store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no keys could be made", e);
        }
    }

    /**
     * A fourth shared instance, with the conformance fixture, for what no client should do: its requests and sessions end soon,
     * and no tool rests.
     */
    public static Distribution hostile() {
        return shared(
                "hostile",
                builder -> builder.feature("backplane-conformance")
                        .configuration("dev.backplane.transport.http", "requestTimeoutMillis", "2000")
                        .configuration("dev.backplane.engine", "breakerFailures", "0")
                        .configuration("dev.backplane.engine", "sessionIdleMillis", "5000"));
    }

    /**
     * A fifth shared instance, with two variants of every part that has two, for swaps: registry single and sharded, codec
     * gson and jackson, session memory and disk; the first of each is active. Its heap has room for a million entries, and it soon lets go of connections.
     */
    public static Distribution swaps() {
        return shared(
                "swaps",
                builder -> builder.feature("backplane-registry-sharded")
                        .feature("backplane-codec-jackson")
                        .feature("backplane-session-disk")
                        .configuration("dev.backplane.slots", "registry", "single")
                        .configuration("dev.backplane.slots", "codec", "gson")
                        .configuration("dev.backplane.transport.http", "idleTimeoutMillis", "5000")
                        .configuration("dev.backplane.slots", "session", "memory")
                        // What is softly reachable alone counts as collected.
                        .jvm("-Xmx2g -XX:+UseG1GC -XX:MaxGCPauseMillis=50 -XX:SoftRefLRUPolicyMSPerMB=0"
                                + " -Djava.security.manager=allow"));
    }

    /**
     * One more shared instance, for what its checklist says: with two variants of registry and codec, a collector that gives memory
     * back, and a checklist that soon forgets.
     */
    public static Distribution checklist() {
        return shared(
                "checklist",
                builder -> builder.feature("backplane-registry-sharded")
                        .feature("backplane-codec-jackson")
                        .configuration("dev.backplane.slots", "registry", "single")
                        .configuration("dev.backplane.slots", "codec", "gson")
                        .configuration("dev.backplane.checklist", "periodMillis", "500")
                        .configuration("dev.backplane.checklist", "windowMillis", "2000")
                        .configuration("dev.backplane.checklist", "sessionIdleMillis", "500")
                        .jvm("-Xmx512m -XX:+UseG1GC -XX:G1PeriodicGCInterval=2000 -Djava.security.manager=allow"));
    }

    private static Distribution shared(String name, Consumer<Builder> differs) {
        synchronized (SHARED) {
            Distribution instance = SHARED.get(name);
            if (instance == null || !instance.alive()) {
                Builder builder = builder(name);
                differs.accept(builder);
                instance = builder.start();
                SHARED.put(name, instance);
            }
            return instance;
        }
    }

    /** Stops what the suite shared. */
    static void stopShared() {
        synchronized (SHARED) {
            SHARED.values().forEach(Distribution::stop);
            SHARED.clear();
        }
    }

    /** Begins an instance of the test's own; its folder is named {@code name}. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Where it serves MCP. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port + "/mcp");
    }

    /** The program that bridges stdin and stdout to it. */
    public String stdio() {
        return home().resolve("bin/mcp-stdio").toString();
    }

    /** The path of its Unix domain socket. */
    public Path socket() {
        return home().resolve("data/backplane.sock");
    }

    /** The endpoint's port. */
    public int port() {
        return port;
    }

    /** Starts it, again after {@link #kill()} or {@link #stop()}, and waits until {@code echo} answers. */
    public void start() {
        start("an answer from " + endpoint(), () -> Probe.answers(endpoint()));
    }

    /**
     * Deletes the configuration of {@code pid}, of a running instance, its file included: a file that is left would be installed again,
     * as the one that watches {@code etc/} may see it only now.
     */
    public void unconfigure(String pid) {
        try {
            Files.deleteIfExists(home().resolve("etc/" + pid + ".cfg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shell("config:delete " + pid);
    }

    private void boot(List<String> features) {
        if (features.isEmpty()) {
            return;
        }
        Path file = home().resolve("etc/org.apache.karaf.features.cfg");
        try {
            String marker = "featuresBoot = \\\n";
            String config = Files.readString(file);
            if (!config.contains(marker)) {
                throw new IllegalStateException(file + " has no line " + marker);
            }
            String entries = "    " + String.join(", \\\n    ", features) + ", \\\n";
            Files.writeString(file, config.replace(marker, marker + entries));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an own instance differs in. For one thread. */
    public static final class Builder {
        private final String name;
        private final List<String> features = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();
        private final List<String[]> configuration = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Boots with this Karaf feature too. */
        public Builder feature(String feature) {
            features.add(feature);
            return this;
        }

        /** Starts with one key of a configuration set. */
        public Builder configuration(String pid, String key, String value) {
            configuration.add(new String[] {pid, key, value});
            return this;
        }

        /** Starts with these JVM options in place of the tests' ({@code -Xmx512m}, one compiler, serial collector). */
        public Builder jvm(String options) {
            environment.put("JAVA_OPTS", options);
            return this;
        }

        /** Unpacks it, without starting it. */
        public Distribution unpack() {
            Distribution made = new Distribution(Settings.instances().resolve(name), features, environment);
            configuration.forEach(entry -> made.configure(entry[0], entry[1], entry[2]));
            return made;
        }

        /** Unpacks it, starts it, and waits until {@code echo} answers. */
        public Distribution start() {
            Distribution made = unpack();
            made.start();
            return made;
        }
    }
}
