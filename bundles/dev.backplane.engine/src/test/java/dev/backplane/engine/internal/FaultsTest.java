package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.dispatch.OverloadedException.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static FakeExchange answer(Scope scope) {
        ProtocolException refused = Faults.refused(new OverloadedException(scope, "limit is 3", 1_200));
        assertThat(refused).hasMessage("limit is 3");
        assertThat(refused.code()).isEqualTo(ProtocolException.INTERNAL_ERROR);
        assertThat(refused.data()).isEqualTo(Map.of("retryAfterMillis", 1_200L));
        FakeExchange exchange = new FakeExchange();
        refused.setHeaders(exchange);
        exchange.respond(refused.status());
        return exchange;
    }

    @Test
    void overloaded_isTheCallersFault_whereItsOwnBoundIsReached_andSaysWhenToTryAgain() throws Exception {
        assertThat(answer(Scope.SESSION).status()).isEqualTo(429);
        assertThat(answer(Scope.TOOL).status()).isEqualTo(503);
        assertThat(answer(Scope.ALL).status()).isEqualTo(503);
        assertThat(answer(Scope.ALL).answerHeaders).containsEntry("Retry-After", "2");
    }

    @Test
    void stoppedDispatcher_isNotAvailable_andDoesNotKnowForHowLong() {
        ProtocolException refused = Faults.refused(new IllegalStateException("stopped"));
        assertThat(refused.status()).isEqualTo(503);
        FakeExchange exchange = new FakeExchange();
        refused.setHeaders(exchange);
        assertThat(exchange.answerHeaders).isEmpty();
    }
}
