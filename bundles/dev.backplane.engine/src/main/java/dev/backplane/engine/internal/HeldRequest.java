package dev.backplane.engine.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that waits for what it names; nothing of it has happened yet. Its caller may cancel it. Thread-safe. */
final class HeldRequest implements Held, UnderWay {

    private static final Logger LOG = LoggerFactory.getLogger(HeldRequest.class);

    private final Place<?> place;
    private final RpcRequest request;
    private final Runnable again;
    private boolean over;

    private HeldRequest(Place<?> place, RpcRequest request, Runnable again) {
        this.place = place;
        this.request = request;
        this.again = again;
    }

    /**
     * Lets a request wait until it is decided what comes in a place.
     *
     * @param again handles the request anew
     * @return false if that is decided already
     * @throws ProtocolException if too many wait
     */
    static boolean hold(Place<?> place, RpcRequest request, Runnable again) {
        HeldRequest held = new HeldRequest(place, request, again);
        held.begin();
        boolean waits = false;
        try {
            waits = place.hold(held);
        } finally {
            if (!waits) {
                held.first();
            }
        }
        return waits;
    }

    private void begin() {
        LiveSession session = request.session();
        if (session == null) {
            request.reply().onGone(() -> cancel("the client has gone away"));
        } else {
            session.begin(request.id(), this);
        }
    }

    private boolean first() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
        }
        LiveSession session = request.session();
        if (session != null) {
            session.ended(request.id(), this);
        }
        return true;
    }

    @Override
    public void proceed() {
        if (first()) {
            try {
                again.run();
            } catch (RuntimeException e) {
                request.reply().error(Faults.toAnswer(e));
            }
        }
    }

    @Override
    public void refuse(ProtocolException problem) {
        if (first()) {
            request.reply().error(problem);
        }
    }

    @Override
    public void cancel(String reason) {
        if (first()) {
            LOG.debug("{} is cancelled while it waits: {}", request.method(), reason);
            place.forget(this);
            request.reply().abandon();
        }
    }
}
