package dev.backplane.engine.internal;

import dev.backplane.api.McpException;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.slot.SlotEmptyException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what goes wrong into answers. */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** Returns the answer to a message that could not be taken in. */
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
            return refused(e);
        }
        if (e instanceof IllegalArgumentException) {
            return new ProtocolException(200, ProtocolException.INVALID_PARAMS, message);
        }
        LOG.error("A message could not be handled", e);
        return new ProtocolException(500, ProtocolException.INTERNAL_ERROR, "Internal error");
    }

    /** Returns the answer to a call that the dispatcher does not take: 429 where the caller itself has asked for too much. */
    static ProtocolException refused(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof OverloadedException full) {
            int status = full.scope() == OverloadedException.Scope.SESSION ? 429 : 503;
            long millis = full.retryAfterMillis();
            return new ProtocolException(
                    status, ProtocolException.INTERNAL_ERROR, message, Map.of("retryAfterMillis", millis), millis);
        }
        return new ProtocolException(503, ProtocolException.INTERNAL_ERROR, message);
    }

    /** Answers a call whose handler has failed. */
    static void answer(Reply reply, RpcRequest request, String mailbox, @Nullable Throwable failure) {
        if (failure instanceof McpException e) {
            boolean modern = request.version().modern();
            int code = e.code();
            int status = 200;
            if (code == McpException.RESOURCE_NOT_FOUND && modern) {
                code = ProtocolException.INVALID_PARAMS;
            }
            if (code == ProtocolException.MISSING_CAPABILITY) {
                status = modern ? 400 : 200;
                code = modern ? code : ProtocolException.INVALID_REQUEST;
            }
            reply.error(status, code, String.valueOf(e.getMessage()), e.data());
        } else if (failure instanceof ProtocolException e) {
            reply.error(e);
        } else {
            LOG.warn("{} of {} failed", request.method(), mailbox, failure);
            reply.error(200, ProtocolException.INTERNAL_ERROR, "Internal error in " + mailbox, null);
        }
    }
}
