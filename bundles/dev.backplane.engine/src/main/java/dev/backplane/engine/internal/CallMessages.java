package dev.backplane.engine.internal;

import dev.backplane.api.LogLevel;
import dev.backplane.spi.codec.Slice;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call tells its caller before it is answered. Thread-safe. */
final class CallMessages {

    private final Frames frames;
    private final ProtocolVersion version;
    private final @Nullable LiveSession session;
    private final @Nullable Slice progressToken;
    private final Map<String, Object> meta;
    private double lastProgress = Double.NEGATIVE_INFINITY;

    CallMessages(Frames frames, RpcRequest request) {
        this.frames = frames;
        this.version = request.version();
        this.session = request.session();
        Slice token = request.meta().get("progressToken");
        this.progressToken = token == null ? null : Slice.of(token.toBytes());
        this.meta = CallMeta.of(request);
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
        synchronized (this) {
            if (!(progress > lastProgress)) {
                return;
            }
            lastProgress = progress;
        }
        reply.message(frames.notification("notifications/progress", out -> {
            out.name("progressToken").raw(token).name("progress");
            Wire.number(out, progress);
            if (total != null) {
                out.name("total");
                Wire.number(out, total);
            }
            if (message != null && version.atLeast(ProtocolVersion.V2025_03_26)) {
                out.name("message").value(message);
            }
        }));
    }

    void log(Reply reply, LogLevel level, @Nullable String logger, Object data) {
        LogLevel least = leastLevel();
        if (least == null || level.compareTo(least) < 0) {
            return;
        }
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
