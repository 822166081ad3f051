package dev.backplane.engine.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the JSON-RPC frame around results, errors, notifications and requests. Thread-safe. */
final class Frames {

    private static final Logger LOG = LoggerFactory.getLogger(Frames.class);

    static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    private final Codec codec;
    private volatile Slice serverInfo;
    private volatile int answerBytesMax;

    /**
     * @param serverInfo the JSON of the server's {@code Implementation}
     * @param answerBytesMax bytes of one message
     */
    Frames(Codec codec, Slice serverInfo, int answerBytesMax) {
        this.codec = codec;
        this.serverInfo = serverInfo;
        this.answerBytesMax = answerBytesMax;
    }

    Codec codec() {
        return codec;
    }

    Slice serverInfo() {
        return serverInfo;
    }

    void serverInfo(Slice next) {
        serverInfo = next;
    }

    int answerBytesMax() {
        return answerBytesMax;
    }

    void answerBytesMax(int next) {
        answerBytesMax = next;
    }

    void result(JsonWriter out, Slice id, Outcome outcome, ProtocolVersion version) {
        out.beginObject().name("jsonrpc").value("2.0").name("id").raw(id).name("result");
        try {
            resultObject(out, outcome, version);
        } catch (Throwable e) {
            Outcome.Origin origin = outcome.origin();
            if (origin == null) {
                throw e;
            }
            origin.unwritable(e);
            throw new Unwritable(origin.name(), e);
        }
        out.endObject();
    }

    /** The answer of somebody named could not be written. */
    private static final class Unwritable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwritable(String name, Throwable cause) {
            super(name, cause, false, false);
        }
    }

    /** Writes the result object alone. */
    void resultObject(JsonWriter out, Outcome outcome, ProtocolVersion version) {
        if (outcome.isWhole()) {
            outcome.members().accept(out);
            return;
        }
        out.beginObject();
        if (version.modern()) {
            out.name("resultType").value(outcome.type());
        }
        outcome.members().accept(out);
        Outcome.Lasting lasting = outcome.lasting();
        if (version.modern() && lasting != null && lasting.told()) {
            out.name("ttlMs").value(lasting.millis());
            out.name("cacheScope").value(lasting.shared() ? "public" : "private");
        }
        Map<String, Object> meta = outcome.meta();
        if (version.modern() || !meta.isEmpty()) {
            out.name("_meta").beginObject();
            if (version.modern()) {
                out.name(SERVER_INFO).raw(serverInfo);
            }
            for (Map.Entry<String, Object> entry : meta.entrySet()) {
                out.name(entry.getKey()).any(entry.getValue());
            }
            out.endObject();
        }
        out.endObject();
    }

    /** @param id null where it could not be told; it is left out then */
    static void error(JsonWriter out, @Nullable Slice id, int code, String message, @Nullable Object data) {
        out.beginObject().name("jsonrpc").value("2.0");
        if (id != null) {
            out.name("id").raw(id);
        }
        out.name("error");
        errorObject(out, code, message, data);
        out.endObject();
    }

    static void errorObject(JsonWriter out, int code, String message, @Nullable Object data) {
        out.beginObject().name("code").value((long) code).name("message").value(message);
        if (data != null) {
            out.name("data").any(data);
        }
        out.endObject();
    }

    /**
     * Answers the exchange with one JSON value. What cannot be written, because a plugin put something into its result
     * that is no JSON, is answered with an internal error instead.
     */
    void respond(Exchange exchange, int status, @Nullable Slice id, Consumer<JsonWriter> value) {
        ByteSink sink = exchange.sink();
        int sent = status;
        try (JsonWriter out = codec.writer(new LimitedSink(sink, answerBytesMax))) {
            value.accept(out);
        } catch (Throwable e) {
            sink.clear();
            sent = 500;
            try (JsonWriter out = codec.writer(sink)) {
                unwritable(out, id, e);
            }
        }
        exchange.respond(sent, sink);
    }

    /** Returns the bytes of one answer, or of an internal error where it cannot be written. */
    byte[] encode(@Nullable Slice id, Consumer<JsonWriter> value) {
        try {
            return HeapSink.encode(codec, answerBytesMax, value);
        } catch (Throwable e) {
            return HeapSink.encode(codec, out -> unwritable(out, id, e));
        }
    }

    private static void unwritable(JsonWriter out, @Nullable Slice id, Throwable problem) {
        boolean named = problem instanceof Unwritable && problem.getCause() != null;
        Throwable cause = named ? problem.getCause() : problem;
        String whose = named ? "The answer of " + problem.getMessage() : "The answer";
        LOG.error("{} could not be written", whose, cause);
        String message = cause instanceof AnswerTooLargeException
                ? whose + " is " + cause.getMessage()
                : whose + " could not be written as JSON";
        error(out, id, ProtocolException.INTERNAL_ERROR, message, null);
    }

    /** @throws AnswerTooLargeException if it is larger than a message may be */
    byte[] notification(String method, Consumer<JsonWriter> params) {
        return HeapSink.encode(codec, answerBytesMax, out -> {
            out.beginObject().name("jsonrpc").value("2.0").name("method").value(method);
            out.name("params").beginObject();
            params.accept(out);
            out.endObject().endObject();
        });
    }

    byte[] request(String id, String method, Consumer<JsonWriter> params) {
        return HeapSink.encode(codec, out -> {
            out.beginObject().name("jsonrpc").value("2.0").name("id").value(id);
            out.name("method").value(method).name("params");
            params.accept(out);
            out.endObject();
        });
    }
}
