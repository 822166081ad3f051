package dev.backplane.itests.harness;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An unmodified Apache Karaf, with free ports and the tests' key: what a user's own container is. Its Maven repository is
 * {@code HOME/.m2/repository} of the folder given as the user's home. For one thread at a time.
 */
public final class StockKaraf extends Container {
    private final int port = Ports.free();

    private StockKaraf(Path home, Path userHome) {
        super(Settings.stockArchive(), home, Map.of("KARAF_OPTS", "-Duser.home=" + userHome, "M2_HOME", ""));
        configure("org.apache.karaf.management", "rmiRegistryPort", Integer.toString(Ports.free()));
        configure("org.apache.karaf.management", "rmiServerPort", Integer.toString(Ports.free()));
        configure("dev.backplane.transport.http", "port", Integer.toString(port));
    }

    /** Unpacks it in {@link Settings#instances()}, and starts it; ready when its shell answers. */
    public static StockKaraf start(String name, Path userHome) {
        StockKaraf karaf = new StockKaraf(Settings.instances().resolve(name), userHome);
        karaf.start("a shell on " + karaf.home(), karaf::booted);
        return karaf;
    }

    /** Where the platform serves, once it is installed. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port + "/mcp");
    }

    /** The endpoint's port. */
    public int port() {
        return port;
    }

    /** Waits until {@code echo} answers. */
    public void awaitAnswer() {
        Await.until("an answer from " + endpoint(), Duration.ofSeconds(60), () -> Probe.answers(endpoint()));
    }

    /** The features that are installed and required by name. */
    public List<String> installed() {
        return shell("feature:list -i -r --no-format")
                .lines()
                .map(line -> line.split("\t")[0].trim())
                .toList();
    }

    private boolean booted() {
        try {
            return installed().contains("kar");
        } catch (RuntimeException e) {
            return false;
        }
    }
}
