package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.codec.gson.internal.GsonCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownClientsTest {

    private final KnownClients clients = new KnownClients(new GsonCodec());

    private static byte[] params(String name) {
        return ("{\"clientInfo\":{\"name\":\"" + name + "\",\"version\":\"1\"},\"capabilities\":{\"roots\":{}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sameParams_areKeptOnce() {
        KnownClients.Known first = clients.of(params("one"));
        assertThat(first.profile().name()).isEqualTo("one");
        assertThat(first.profile().has("roots")).isTrue();
        assertThat(clients.of(params("one"))).isSameAs(first);
        assertThat(clients.of(params("two")).profile().name()).isEqualTo("two");
    }

    @Test
    void manyClients_areAllToldApart() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(clients.of(params("client " + i)).profile().name()).isEqualTo("client " + i);
            }
        }
    }

    @Test
    void longParams_areNotKept() {
        byte[] large = params("x".repeat(5_000));
        assertThat(clients.of(large)).isNotSameAs(clients.of(large.clone()));
    }

    @Test
    void noObject_isNobody() {
        assertThat(clients.of("[]".getBytes(StandardCharsets.UTF_8))).isNull();
    }
}
