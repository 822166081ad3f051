package dev.backplane.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Free ports, and the configuration files that name them. */
final class Ports {

    private Ports() {}

    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Sets a value in a configuration file, if there is such a file. */
    static void set(Path file, String key, int value) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.matches("\\s*" + key + "\\s*=.*")) {
                lines.add(line);
            }
        }
        lines.add(key + " = " + value);
        Files.write(file, lines);
    }
}
