package dev.backplane.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ports of this machine. Thread-safe. */
public final class Ports {
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** A port that nobody listens on, never given twice. */
    public static int free() {
        try {
            while (true) {
                try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    synchronized (GIVEN) {
                        if (GIVEN.add(socket.getLocalPort())) {
                            return socket.getLocalPort();
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether somebody listens on the loopback port. */
    public static boolean open(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The addresses that a process listens on with TCP, as {@code host:port}, from Linux's {@code /proc}.
     *
     * @throws UncheckedIOException where there is no {@code /proc}
     */
    public static List<String> listening(long pid) {
        Path proc = Path.of("/proc/" + pid);
        try {
            Set<String> sockets = new HashSet<>();
            try (var descriptors = Files.list(proc.resolve("fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    sockets.add(target(descriptor));
                }
            }
            List<String> found = new ArrayList<>();
            for (String table : List.of("net/tcp", "net/tcp6")) {
                for (String line : Files.readAllLines(proc.resolve(table))) {
                    String[] fields = line.trim().split("\\s+");
                    if (fields[3].equals("0A") && sockets.contains("socket:[" + fields[9] + "]")) {
                        found.add(address(fields[1]));
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        }
    }

    // The kernel writes each 32-bit word of the address in the machine's byte order, here little-endian.
    private static String address(String hex) throws IOException {
        String[] parts = hex.split(":");
        byte[] bytes = new byte[parts[0].length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int from = (i / 4) * 4 + 3 - i % 4;
            bytes[i] = (byte) Integer.parseInt(parts[0].substring(from * 2, from * 2 + 2), 16);
        }
        return InetAddress.getByAddress(bytes).getHostAddress() + ":" + Integer.parseInt(parts[1], 16);
    }
}
