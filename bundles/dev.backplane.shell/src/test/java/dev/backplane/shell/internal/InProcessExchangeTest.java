package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InProcessExchangeTest {

    private final InProcessExchange exchange = new InProcessExchange();
    private final AtomicInteger disconnects = new AtomicInteger();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void respond_body_isTheOnlyMessage() throws Exception {
        ByteSink sink = exchange.sink();
        sink.write(bytes("xanswery"), 1, 6);
        assertThat(sink.size()).isEqualTo(6);
        exchange.respond(200, sink);
        assertThat(exchange.next(0)).isEqualTo(bytes("answer"));
        assertThat(exchange.next(0)).isNull();
    }

    @Test
    void respond_noBody_isNoMessage() throws Exception {
        exchange.respond(202);
        assertThat(exchange.next(0)).isNull();
    }

    @Test
    void stream_messages_comeInOrderWithoutEmptyOnes() throws Exception {
        EventStream stream = exchange.stream();
        assertThat(stream.send("1", new byte[0])).isTrue();
        assertThat(stream.send(null, bytes("a"))).isTrue();
        assertThat(stream.send(null, bytes("b"))).isTrue();
        assertThat(stream.isOpen()).isTrue();
        stream.close();
        stream.close();
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.send(null, bytes("late"))).isFalse();
        assertThat(exchange.next(0)).isEqualTo(bytes("a"));
        assertThat(exchange.next(0)).isEqualTo(bytes("b"));
        assertThat(exchange.next(0)).isNull();
    }

    @Test
    void next_nothingComes_timesOut() {
        assertThatThrownBy(() -> exchange.next(1))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("1 ms");
    }

    @Test
    void disconnect_beforeAnswer_runsTheLastActionOnceAndClosesTheStream() {
        AtomicInteger replaced = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        EventStream stream = exchange.stream();
        exchange.onDisconnect(replaced::incrementAndGet);
        exchange.onDisconnect(disconnects::incrementAndGet);
        stream.onClose(closed::incrementAndGet);
        exchange.disconnect();
        exchange.disconnect();
        assertThat(replaced).hasValue(0);
        assertThat(disconnects).hasValue(1);
        assertThat(closed).hasValue(1);
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.send(null, bytes("late"))).isFalse();
        exchange.onDisconnect(disconnects::incrementAndGet);
        assertThat(disconnects).hasValue(2);
    }

    @Test
    void disconnect_afterAnswer_runsNothing() {
        exchange.onDisconnect(disconnects::incrementAndGet);
        exchange.respond(202);
        exchange.disconnect();
        assertThat(disconnects).hasValue(0);
    }

    @Test
    void onClose_streamClosed_runsAtOnce() {
        EventStream stream = exchange.stream();
        AtomicInteger closed = new AtomicInteger();
        stream.onClose(closed::incrementAndGet);
        stream.close();
        stream.onClose(closed::incrementAndGet);
        assertThat(closed).hasValue(2);
    }
}
