package dev.backplane.transport.stream.stdio;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bin/mcp-stdio} runs: {@code Main SOCKET [START-COMMAND SECONDS]}. Writes nothing to stdout but what the platform
 * sends; tells on stderr why it ends. Status 0: the client was done; 1: the platform is not there, or went away; 2: bad
 * arguments.
 */
public final class Main {

    private static final long WATCH_MILLIS = 500;

    private Main() {}

    public static void main(String[] args) {
        if (args.length != 1 && args.length != 3) {
            fail("called with " + args.length + " arguments", 2);
        }
        Path path = Path.of(args[0]).toAbsolutePath();
        SocketChannel socket = connect(path);
        if (socket == null && args.length == 3) {
            socket = start(path, args[1], Long.parseLong(args[2]));
        }
        if (socket == null) {
            fail("no platform runs here: nothing answers at " + path + "; start it, or use --start", 1);
            return;
        }
        try {
            if (!new Bridge(socket).run()) {
                fail("the platform has closed the connection", 1);
            }
        } catch (ClosedChannelException e) {
            fail("the platform has closed the connection", 1);
        } catch (IOException e) {
            fail("the connection broke: " + e.getMessage(), 1);
        }
        // the reading thread may wait for the client for ever
        Runtime.getRuntime().halt(0);
    }

    private static void fail(String message, int status) {
        System.err.println("mcp-stdio: " + message);
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }

    private static @Nullable SocketChannel connect(Path path) {
        SocketChannel socket = null;
        try {
            socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            if (socket.connect(UnixDomainSocketAddress.of(path))) {
                return socket;
            }
            socket.close();
        } catch (IOException e) {
            closed(socket);
        }
        return null;
    }

    private static void closed(@Nullable SocketChannel socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            System.err.println("mcp-stdio: " + e.getMessage());
        }
    }

    /** Starts the platform and waits until it answers: its socket comes last of all. */
    private static @Nullable SocketChannel start(Path path, String command, long seconds) {
        System.err.println("mcp-stdio: starting the platform: " + command);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Path folder = Objects.requireNonNull(path.getParent());
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            // stdout is the protocol's
            Process process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(
                            ProcessBuilder.Redirect.to(Path.of("/dev/stderr").toFile()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            boolean watched = false;
            while (System.nanoTime() < deadline) {
                SocketChannel socket = connect(path);
                if (socket != null) {
                    return socket;
                }
                if (!process.isAlive() && process.exitValue() != 0) {
                    fail(command + " failed with status " + process.exitValue(), 1);
                }
                if (!watched && Files.isDirectory(folder)) {
                    folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                    watched = true;
                }
                var key = watch.poll(WATCH_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
            fail("the platform did not answer at " + path + " within " + seconds + " s", 1);
        } catch (IOException e) {
            fail(command + " could not be run: " + e.getMessage(), 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
