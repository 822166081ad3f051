package dev.backplane.engine.internal;

import dev.backplane.api.McpException;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.slot.SlotEmptyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what goes wrong while a message is taken in into an answer. */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    static ProtocolException toAnswer(RuntimeException e) {
        if (e instanceof ProtocolException answer) {
            return answer;
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof CodecException) {
            return new ProtocolException(400, ProtocolException.PARSE_ERROR, message);
        }
        if (e instanceof McpException fault) {
            return new ProtocolException(200, fault.code(), message, fault.data());
        }
        if (e instanceof OverloadedException || e instanceof SlotEmptyException) {
            return new ProtocolException(503, ProtocolException.INTERNAL_ERROR, message);
        }
        if (e instanceof IllegalArgumentException) {
            return new ProtocolException(200, ProtocolException.INVALID_PARAMS, message);
        }
        LOG.error("A message could not be handled", e);
        return new ProtocolException(500, ProtocolException.INTERNAL_ERROR, "Internal error");
    }
}
