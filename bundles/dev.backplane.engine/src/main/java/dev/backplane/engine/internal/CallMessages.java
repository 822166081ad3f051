package dev.backplane.engine.internal;

import dev.backplane.api.LogLevel;
import dev.backplane.spi.codec.Slice;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call tells its caller before it is answered, within the bound of its {@link MessageFlow}. Thread-safe. */
final class CallMessages {

    private static final String LOGGER = "backplane";

    private final CallServices services;
    private final Frames frames;
    private final ProtocolVersion version;
    private final @Nullable LiveSession session;
    private final @Nullable Slice progressToken;
    private final Map<String, Object> meta;

    /** Most calls send nothing. Guarded by this. */
    private @Nullable MessageFlow flow;

    /** Guarded by this, which is held while progress is sent, so that it grows. */
    private double lastProgress = Double.NEGATIVE_INFINITY;

    CallMessages(CallServices services, RpcRequest request) {
        this.services = services;
        this.frames = services.frames();
        this.version = request.version();
        this.session = request.session();
        Slice token = request.meta().get("progressToken");
        this.progressToken = token == null ? null : Slice.of(token.toBytes());
        this.meta = CallMeta.of(request);
    }

    private synchronized MessageFlow flow() {
        MessageFlow now = flow;
        if (now == null) {
            now = new MessageFlow(
                    services.timer(), () -> services.settings().get().limits().callMessagesPerSecond());
            flow = now;
        }
        return now;
    }

    /** Returns the part of the request's {@code _meta} that a handler may want. */
    Map<String, Object> meta() {
        return meta;
    }

    void progress(Reply reply, double progress, @Nullable Double total, @Nullable String message) {
        Slice token = progressToken;
        if (token == null) {
            return;
        }
        Runnable sending = () -> {
            synchronized (this) {
                if (progress > lastProgress) {
                    lastProgress = progress;
                    reply.message(progress(token, progress, total, message));
                }
            }
        };
        if (flow().admit(() -> flush(reply))) {
            sending.run();
        } else {
            flow().latest(progress, sending);
        }
    }

    private byte[] progress(Slice token, double progress, @Nullable Double total, @Nullable String message) {
        return frames.notification("notifications/progress", out -> {
            out.name("progressToken").raw(token).name("progress");
            Wire.number(out, progress);
            if (total != null) {
                out.name("total");
                Wire.number(out, total);
            }
            if (message != null && version.atLeast(ProtocolVersion.V2025_03_26)) {
                out.name("message").value(message);
            }
        });
    }

    void log(Reply reply, LogLevel level, @Nullable String logger, Object data) {
        LogLevel least = leastLevel();
        if (least == null || level.compareTo(least) < 0) {
            return;
        }
        if (flow().admit(() -> flush(reply))) {
            sendLog(reply, level, logger, data);
        } else {
            flow().leftOut(level);
        }
    }

    /** Sends what was put off: the latest progress, and how many log messages were left out. */
    void flush(Reply reply) {
        MessageFlow used;
        synchronized (this) {
            used = flow;
        }
        MessageFlow.Rest rest = used == null ? null : used.take();
        if (rest == null) {
            return;
        }
        if (rest.latest() != null) {
            rest.latest().run();
        }
        if (rest.leftOut() > 0) {
            sendLog(
                    reply,
                    rest.worst(),
                    LOGGER,
                    rest.leftOut() + " log messages of this call were left out: more than callMessagesPerSecond = "
                            + rest.limit());
        }
    }

    private void sendLog(Reply reply, LogLevel level, @Nullable String logger, Object data) {
        reply.message(frames.notification("notifications/message", out -> {
            out.name("level").value(level.name().toLowerCase(Locale.ROOT));
            if (logger != null) {
                out.name("logger").value(logger);
            }
            out.name("data").any(data);
        }));
    }

    private @Nullable LogLevel leastLevel() {
        if (session != null) {
            String chosen = session.record().logLevel();
            return chosen == null ? LogLevel.INFO : Wire.logLevel(chosen);
        }
        return meta.get(ModernEra.LOG_LEVEL) instanceof String text ? Wire.logLevel(text) : null;
    }
}
