package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.Transport;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends StreamTransportTest {

    private final Map<String, Object> values = new HashMap<>();

    @Override
    Transport start(Map<String, Object> first) {
        values.putAll(first);
        return new TcpTransport(endpoint, Configs.tcp(values));
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
}
