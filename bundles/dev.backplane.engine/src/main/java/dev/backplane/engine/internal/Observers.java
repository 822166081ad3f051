package dev.backplane.engine.internal;

import dev.backplane.spi.call.CallObserver;
import dev.backplane.spi.call.FinishedCall;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells {@link CallObserver}s of requests that have ended. Thread-safe. Where there is none, a request costs one look. */
final class Observers {

    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private volatile List<CallObserver> all = List.of();
    private volatile boolean complained;

    synchronized void add(CallObserver observer) {
        List<CallObserver> next = new ArrayList<>(all);
        next.add(observer);
        all = List.copyOf(next);
    }

    synchronized void remove(CallObserver observer) {
        all = all.stream().filter(each -> each != observer).toList();
    }

    /** Returns when a message came, by {@link System#nanoTime}; 0 where nobody wants to know. */
    long now() {
        return all.isEmpty() ? 0 : System.nanoTime();
    }

    /** Returns the same request, which tells of its end if somebody wants to know. */
    RpcRequest observed(RpcRequest request) {
        return all.isEmpty() ? request : request.answering(new ObservedReply(this, request));
    }

    /** A request was refused as it came, which is not timed: looking at the clock for it would cost all others. */
    void refused(Exchange exchange, Message.Request message, ProtocolException why) {
        if (!all.isEmpty()) {
            Slice id = Slice.of(message.id().toBytes());
            tell(new Finished(
                    message.method(),
                    null,
                    FinishedCall.End.ERROR,
                    why.code(),
                    null,
                    null,
                    exchange,
                    id,
                    null,
                    null,
                    0));
        }
    }

    /** A handshake was answered. */
    void opened(Exchange exchange, Slice id, LiveSession session, Trace trace, long since) {
        if (since != 0) {
            tell(new Finished(
                    "initialize",
                    null,
                    FinishedCall.End.ANSWERED,
                    0,
                    session.version().id(),
                    session.id(),
                    exchange,
                    id,
                    trace.parent(),
                    trace.state(),
                    System.nanoTime() - since));
        }
    }

    void tell(FinishedCall call) {
        for (CallObserver observer : all) {
            try {
                observer.ended(call);
            } catch (RuntimeException | LinkageError e) {
                if (!complained) {
                    complained = true;
                    LOG.warn("{} fails; further failures are not logged", observer, e);
                }
            }
        }
    }

    /** The trace that a request belongs to, as its {@code _meta} says. */
    record Trace(@Nullable String parent, @Nullable String state) {

        private static final Trace NONE = new Trace(null, null);

        /** To be called before the request is answered. */
        static Trace of(Members meta) {
            Slice parent = meta.get("traceparent");
            return parent == null ? NONE : new Trace(text(parent), text(meta.get("tracestate")));
        }

        /** Both are of few ASCII characters, none of which is escaped in JSON. */
        private static @Nullable String text(@Nullable Slice json) {
            String text = json == null ? "" : json.text();
            return text.length() > 2 && text.startsWith("\"") ? text.substring(1, text.length() - 1) : null;
        }
    }

    record Finished(
            String method,
            @Nullable String name,
            End end,
            int errorCode,
            @Nullable String protocolVersion,
            @Nullable String session,
            Exchange exchange,
            Slice id,
            @Nullable String traceParent,
            @Nullable String traceState,
            long tookNanos)
            implements FinishedCall {

        @Override
        public String transport() {
            return exchange.transport();
        }

        @Override
        public String address() {
            return exchange.address();
        }
    }
}
