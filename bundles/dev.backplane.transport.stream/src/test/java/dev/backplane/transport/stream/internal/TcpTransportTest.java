package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.EchoConversation;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends StreamTransportTest {

    private final Map<String, Object> values = new HashMap<>();

    @Override
    Transport start(Map<String, Object> first) {
        values.putAll(first);
        return new TcpTransport(endpoint, Configs.tcp(values), TcpTransport.PID + "-one");
    }

    @Override
    void change(Map<String, Object> changed) {
        values.putAll(changed);
        ((TcpTransport) transport).modified(Configs.tcp(values));
    }

    @Override
    void stop() {
        ((TcpTransport) transport).deactivate();
    }

    @Test
    void otherThreads_openTheListenerAnew_andDrainTheOldOne() throws Exception {
        serve();
        try (Client old = client()) {
            assertThat(old.send("x\n").line()).isEqualTo("x");
            change(map("ioThreads", 2));
            assertThat(old.line()).isNull();
            try (Client client = client()) {
                assertThat(client.send("y\n").line()).isEqualTo("y");
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void listener_hasTheNameOfItsConfiguration() throws Exception {
        serve();
        assertThat(transport.leases()).extracting(Leases::listener).isEqualTo("tcp-one");
        assertThat(TcpTransport.listener(TcpTransport.PID + "~two")).isEqualTo("tcp-two");
        assertThat(TcpTransport.listener(TcpTransport.PID)).isEqualTo("tcp");
    }

    @Test
    void hostOfAnotherMachine_onTheSamePort_changesNothing() throws Exception {
        int port = freePort();
        serve("port", port);
        try (Client client = client()) {
            assertThat(client.send("x\n").line()).isEqualTo("x");
            change(map("host", "192.0.2.1"));
            assertThat(client.send("y\n").line()).isEqualTo("y");
            change(map("host", "127.0.0.1", "ioThreads", 2));
            assertThat(client.line()).isNull();
        }
        try (Client next = client()) {
            assertThat(next.send("z\n").line()).isEqualTo("z");
        }
    }

    @Test
    void otherPort_isOpenAtOnce_whileACallOfTheOldOneEnds() throws Exception {
        serve();
        try (Client old = client()) {
            old.send("hold\n");
            EchoConversation held = endpoint.next();
            while (held.underWay() == 0) {
                Thread.onSpinWait();
            }
            change(map("port", freePort()));
            try (Client next = client()) {
                assertThat(next.send("x\n").line()).isEqualTo("x");
            }
            held.release();
            assertThat(old.line()).isEqualTo("released");
            assertThat(old.line()).isNull();
        }
    }
}
