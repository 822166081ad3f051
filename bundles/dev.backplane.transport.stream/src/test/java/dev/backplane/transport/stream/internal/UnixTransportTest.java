package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.transport.Transport;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnixTransportTest extends StreamTransportTest {

    private final Map<String, Object> values = new HashMap<>();

    @Override
    Transport start(Map<String, Object> first) {
        values.putAll(first);
        return new UnixTransport(endpoint, Configs.unix(values), folder);
    }

    @Override
    void change(Map<String, Object> changed) {
        values.putAll(changed);
        ((UnixTransport) transport).modified(Configs.unix(values));
    }

    @Override
    void stop() {
        ((UnixTransport) transport).deactivate();
    }

    @Test
    void file_isTheOwnersAlone_andGoesWithTheTransport() throws Exception {
        serve();
        Path file = folder.resolve("backplane.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        stop();
        assertThat(file).doesNotExist();
    }

    @Test
    void fileOfAKilledProcess_isReplaced() throws Exception {
        Path file = folder.resolve("backplane.sock");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
        serve();
        try (Client client = client()) {
            assertThat(client.send("x\n").line()).isEqualTo("x");
        }
    }

    @Test
    void socketThatSomebodyListensOn_andWhatIsNoSocket_areLeftAlone() throws Exception {
        serve();
        Path taken = folder.resolve("backplane.sock");
        assertThatThrownBy(() -> UnixSocket.bind(taken)).hasMessage("somebody listens there already: " + taken);
        Path text = Files.writeString(folder.resolve("text"), "kept");
        assertThatThrownBy(() -> UnixSocket.bind(text)).hasMessage("there is something that is no socket: " + text);
        assertThat(text).hasContent("kept");
        try (Client client = client()) {
            assertThat(client.send("x\n").line()).isEqualTo("x");
        }
    }

    @Test
    void pathThatIsTooLong_isNamedWithItsLength() {
        Path path = folder.resolve("s".repeat(120));
        assertThatThrownBy(() -> UnixSocket.bind(path))
                .hasMessageContaining(String.valueOf(path.toString().length()))
                .hasMessageContaining("at most 107")
                .hasMessageContaining(path.toString());
    }

    @Test
    void otherPath_isServed_andTheOldOneIsDrained() throws Exception {
        serve();
        try (Client old = client()) {
            assertThat(old.send("x\n").line()).isEqualTo("x");
            change(map("path", "other.sock"));
            assertThat(old.line()).isNull();
        }
        assertThat(folder.resolve("backplane.sock")).doesNotExist();
        try (Client client = client()) {
            assertThat(client.send("y\n").line()).isEqualTo("y");
        }
        change(map("enabled", false));
        assertThat(transport.address()).isNull();
        change(map("enabled", true));
        try (Client client = client()) {
            assertThat(client.send("z\n").line()).isEqualTo("z");
        }
    }
}
