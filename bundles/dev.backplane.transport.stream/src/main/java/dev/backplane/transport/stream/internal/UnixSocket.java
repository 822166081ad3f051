package dev.backplane.transport.stream.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix domain socket that is listened on. Immutable.
 *
 * @param key tells the file from another that has taken its name
 */
record UnixSocket(Path path, ServerSocketChannel server, Object key) {

    private static final Logger LOG = LoggerFactory.getLogger(UnixSocket.class);

    /** What {@code sockaddr_un} holds on Linux, less the byte that ends it. */
    static final int PATH_BYTES_MAX = 107;

    private static final String OWNER_ALONE = "rw-------";

    /**
     * Listens under the path. It is bound in a folder that nobody else may enter and moved into place, so that there is no
     * moment at which others might connect, and what a killed process has left there is replaced in one step.
     *
     * @throws IOException naming the path, if it is too long, taken by somebody who listens, or no socket
     */
    static UnixSocket bind(Path path) throws IOException {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > PATH_BYTES_MAX) {
            throw new SocketException("the path of the Unix socket has " + bytes + " bytes, at most " + PATH_BYTES_MAX
                    + " are possible (108 with the one that ends it): " + path);
        }
        refuseIfTaken(path);
        Path folder = Files.createTempDirectory(
                Objects.requireNonNull(path.toAbsolutePath().getParent()),
                ".b",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean moved = false;
        try {
            server.bind(UnixDomainSocketAddress.of(shorter(path, made)), 1024);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(OWNER_ALONE));
            Object key = key(made);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            moved = true;
            return new UnixSocket(path, server, key);
        } finally {
            if (!moved) {
                server.close();
                Files.deleteIfExists(made);
            }
            Files.deleteIfExists(folder);
        }
    }

    /** The folder's name makes the path longer than the one that is wanted; relative to here, it may be short enough. */
    private static Path shorter(Path wanted, Path made) {
        if (made.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX || wanted.isAbsolute()) {
            return made;
        }
        return Path.of("").toAbsolutePath().relativize(made);
    }

    private static void refuseIfTaken(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new BindException("there is something that is no socket: " + path);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            LOG.info("Nobody listens on {} any more: it is replaced", path);
            return;
        }
        throw new BindException("somebody listens there already: " + path);
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? file : key;
    }

    /** Removes the file, unless somebody else has put another in its place. */
    void remove() {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key(path).equals(key)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be removed", path, e);
        }
    }
}
