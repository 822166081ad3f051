package dev.backplane.engine.internal;

import dev.backplane.spi.call.FinishedCall.End;
import org.jspecify.annotations.Nullable;

/** Hands on the answer to a request, and then tells those who observe how it ended. Thread-safe. */
final class ObservedReply implements Reply {

    private final Observers observers;
    private final RpcRequest request;
    private final Reply reply;
    private final Observers.Trace trace;
    private final long since = System.nanoTime();
    private volatile @Nullable String name;
    private boolean ended;

    /** @param request whose reply is the one that answers it */
    ObservedReply(Observers observers, RpcRequest request) {
        this.observers = observers;
        this.request = request;
        this.reply = request.reply();
        this.trace = Observers.Trace.of(request.meta());
    }

    @Override
    public void serves(String found) {
        name = found;
    }

    @Override
    public void result(Outcome outcome) {
        Outcome.Origin origin = outcome.origin();
        if (origin == null) {
            reply.result(outcome);
            tell(outcome.failed() ? End.TOOL_ERROR : End.ANSWERED, 0);
            return;
        }
        Written written = new Written(origin);
        reply.result(outcome.from(written));
        if (written.failed) {
            tell(End.ERROR, ProtocolException.INTERNAL_ERROR);
        } else {
            tell(outcome.failed() ? End.TOOL_ERROR : End.ANSWERED, 0);
        }
    }

    /** Hears of what cannot be written, on the thread that writes. */
    private static final class Written implements Outcome.Origin {

        private final Outcome.Origin origin;
        private boolean failed;

        Written(Outcome.Origin origin) {
            this.origin = origin;
        }

        @Override
        public String name() {
            return origin.name();
        }

        @Override
        public void unwritable(Throwable why) {
            failed = true;
            origin.unwritable(why);
        }
    }

    @Override
    public void error(int status, int code, String message, @Nullable Object data) {
        reply.error(status, code, message, data);
        tell(End.ERROR, code);
    }

    @Override
    public void error(ProtocolException e) {
        reply.error(e);
        tell(End.ERROR, e.code());
    }

    @Override
    public void abandon() {
        reply.abandon();
        tell(End.CANCELLED, 0);
    }

    private void tell(End end, int errorCode) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        LiveSession session = request.session();
        observers.tell(new Observers.Finished(
                request.method(),
                name,
                end,
                errorCode,
                request.version().id(),
                session == null ? null : session.id(),
                request.exchange(),
                request.id(),
                trace.parent(),
                trace.state(),
                System.nanoTime() - since));
    }

    @Override
    public void message(byte[] message) {
        reply.message(message);
    }

    @Override
    public void release() {
        reply.release();
    }

    @Override
    public void onGone(Runnable action) {
        reply.onGone(action);
    }
}
