package dev.backplane.transport.stream.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm;
import dev.backplane.spi.transport.Line;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. Sending is thread-safe, and so is what {@link Line} has and what is shown of it; everything else is for its
 * loop's thread.
 */
final class SocketLine implements Line, Loop.Ready {

    private static final Logger LOG = LoggerFactory.getLogger(SocketLine.class);

    /** For how long a peer may go on sending after we have closed our side, so that it reads our last message. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] NEWLINE = {'\n'};

    private final StreamListener listener;
    private final Loop loop;
    private final SocketChannel channel;
    private final String address;
    private final Wire wire;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final long startNanos = System.nanoTime();

    private volatile @Nullable SelectionKey key;
    private volatile @Nullable Conversation conversation;
    private volatile @Nullable Lease lease;
    private volatile LeaseEnd end = LeaseEnd.CLOSED;
    private volatile long lastNanos = startNanos;

    // read anywhere, to be shown
    private volatile boolean leaving;

    private long deadlineNanos;
    private boolean inputEnded;
    private boolean lingers;
    private boolean gone;

    SocketLine(StreamListener listener, Loop loop, SocketChannel channel, Wire wire, String address) {
        this.listener = listener;
        this.loop = loop;
        this.channel = channel;
        this.address = address;
        this.wire = wire;
        this.incoming = new Incoming(this, loop, wire);
        this.outgoing = new Outgoing(this, wire, listener.chunks(), listener.copies());
    }

    /** Has it give this back in the end. */
    void hold(Lease taken) {
        lease = taken;
    }

    /** Begins to serve the connection. */
    void begin(Conversation engine) throws IOException {
        conversation = engine;
        loop.add(this);
        key = loop.register(channel, SelectionKey.OP_READ, this);
    }

    /** Tells the peer why it is not served, and closes. */
    void refuse(String why) throws IOException {
        loop.add(this);
        key = loop.register(channel, SelectionKey.OP_READ, this);
        end(LeaseEnd.CLOSED, why);
    }

    /** Counts a message that is refused for its size. */
    void tooLarge() {
        listener.tooLarge().increment();
    }

    Limits limits() {
        return listener.limits();
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            lastNanos = System.nanoTime();
            outgoing.flush();
            if (!gone && incoming.hasBegun()) {
                incoming.proceed();
            }
        }
        if (!gone && (operations & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    // ---- what comes in -------------------------------------------------------------------------------------------

    private void read() {
        try {
            if (!lingers) {
                incoming.read();
            } else if (channel.read(loop.input.clear()) < 0) {
                terminate();
            }
        } catch (IOException e) {
            LOG.debug("A connection of {} broke", address, e);
            end = LeaseEnd.FAILED;
            outgoing.over();
            if (wire.isOpening()) {
                // it may have been told why
                linger();
            } else {
                terminate();
            }
        }
    }

    /** Goes on where reading had to pause. */
    void resume() {
        if (!gone) {
            interest(SelectionKey.OP_READ, true);
            read();
        }
    }

    /** Tells whether what comes goes to the engine. */
    boolean isServed() {
        return !gone && !lingers && !leaving;
    }

    /** Something has come. */
    void active(long now) {
        lastNanos = now;
    }

    /** The engine has failed on a message. */
    void failed(Throwable problem) {
        LOG.error("The engine failed on a message", problem);
        end = LeaseEnd.FAILED;
        outgoing.over();
        loop.execute(this::terminate);
    }

    /** Sends the peer an error that no request of its own is answered with. */
    void tell(String problem) {
        send(error(problem));
    }

    /** The peer sends no more. What is under way has some time left: it may still wait for that. */
    void inputEnded() {
        if (inputEnded || lingers || wire.isOpening()) {
            terminate();
            return;
        }
        inputEnded = true;
        interest(SelectionKey.OP_READ, false);
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits().halfCloseMillis());
        drain();
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    void tick(long now) {
        Limits limits = limits();
        if (outgoing.stalledNanos(now) > TimeUnit.MILLISECONDS.toNanos(limits.stallMillis())) {
            cut("it has taken nothing for stallMillis = " + limits.stallMillis());
        } else if (wire.isOpening() && !lingers && isLate(now)) {
            // nothing can be told without the keys for it
            end = LeaseEnd.TIMED_OUT;
            terminate();
        } else if (lingers || inputEnded) {
            if (now - deadlineNanos >= 0) {
                terminate();
            }
        } else if (!leaving) {
            LeaseTerm term = term(now);
            if (term.leftNanos() == 0) {
                switch (term.bound()) {
                    case FIRST_MESSAGE ->
                        end(
                                LeaseEnd.TIMED_OUT,
                                "No message came within firstMessageTimeoutMillis = "
                                        + limits.firstMessageTimeoutMillis());
                    case MESSAGE ->
                        end(
                                LeaseEnd.TIMED_OUT,
                                "A message took longer than messageTimeoutMillis = " + limits.messageTimeoutMillis());
                    default -> {
                        end = LeaseEnd.TIMED_OUT;
                        drain();
                    }
                }
            }
        }
    }

    private boolean isLate(long now) {
        return now - startNanos >= TimeUnit.MILLISECONDS.toNanos(limits().firstMessageTimeoutMillis());
    }

    /** Returns what bounds the connection now. */
    LeaseTerm term(long now) {
        Limits limits = limits();
        Conversation engine = conversation;
        if (leaving) {
            return LeaseTerm.of(LeaseTerm.Bound.CLOSING);
        }
        if (!incoming.hasBegun()) {
            return left(LeaseTerm.Bound.FIRST_MESSAGE, limits.firstMessageTimeoutMillis(), now - startNanos);
        }
        if (incoming.isWithin()) {
            return left(LeaseTerm.Bound.MESSAGE, limits.messageTimeoutMillis(), now - incoming.messageNanos());
        }
        if (engine != null && engine.underWay() > 0 || outgoing.waitingBytes() > 0) {
            return LeaseTerm.of(LeaseTerm.Bound.UNDER_WAY);
        }
        return limits.idleTimeoutMillis() == 0
                ? LeaseTerm.of(LeaseTerm.Bound.IDLE)
                : left(LeaseTerm.Bound.IDLE, limits.idleTimeoutMillis(), now - lastNanos);
    }

    private static LeaseTerm left(LeaseTerm.Bound bound, int millis, long passedNanos) {
        return LeaseTerm.in(bound, TimeUnit.MILLISECONDS.toNanos(millis) - passedNanos);
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Lets what is under way finish, then closes. */
    void drain() {
        Conversation engine = conversation;
        if (engine == null) {
            close();
        } else {
            engine.drain();
        }
    }

    /** Answers what is under way as cut short, and closes. */
    void expire() {
        Conversation engine = conversation;
        if (engine != null && !gone) {
            engine.expire();
        }
    }

    /** Tells the peer why, and closes. */
    private void end(LeaseEnd why, String problem) {
        end = why;
        tell(problem);
        leaving = true;
        outgoing.close();
    }

    /** Ends it soon, whatever is under way. Thread-safe. */
    void endNow(LeaseEnd why) {
        end = why;
        outgoing.over();
        loop.execute(this::terminate);
    }

    /** Ends it where it could not begin. */
    void fail() {
        end = LeaseEnd.FAILED;
        terminate();
    }

    /** Ends it in good order. Thread-safe. */
    void leave(LeaseEnd why) {
        end = why;
        loop.execute(this::drain);
    }

    /** The peer does not keep up. Thread-safe. */
    void cut(String why) {
        LOG.info("A connection of {} is cut: {}", address, why);
        listener.cut();
        endNow(LeaseEnd.TIMED_OUT);
    }

    /** What was sent did not go out. Thread-safe. */
    void broken(IOException problem) {
        LOG.debug("A connection of {} broke", address, problem);
        endNow(LeaseEnd.FAILED);
    }

    /** All has gone out, and nothing more comes. Thread-safe. */
    void flushed() {
        leaving = true;
        loop.execute(this::linger);
    }

    private void linger() {
        if (gone || lingers) {
            return;
        }
        leaving = true;
        if (inputEnded) {
            terminate();
            return;
        }
        lingers = true;
        deadlineNanos = System.nanoTime() + LINGER_NANOS;
        try {
            channel.shutdownOutput();
            interest(SelectionKey.OP_READ, true);
        } catch (IOException e) {
            LOG.debug("A connection of {} broke", address, e);
            terminate();
        }
    }

    void terminate() {
        if (gone) {
            return;
        }
        gone = true;
        leaving = true;
        outgoing.over();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A connection of {} was closed with an error", address, e);
        }
        loop.remove(this);
        Lease taken = lease;
        try {
            Conversation engine = conversation;
            if (engine != null) {
                engine.gone();
            }
        } finally {
            if (taken != null) {
                taken.end(end);
            }
            listener.closed(this);
        }
    }

    /** Asks to hear, or not, when the socket is ready for something. Thread-safe. */
    void interest(int operation, boolean wanted) {
        SelectionKey known = key;
        if (known == null) {
            return;
        }
        try {
            if (wanted) {
                known.interestOpsOr(operation);
                loop.wakeup();
            } else {
                known.interestOpsAnd(~operation);
            }
        } catch (CancelledKeyException e) {
            LOG.trace("It was closed meanwhile", e);
        }
    }

    private static byte[] error(String message) {
        return ("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\""
                        + message.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    // ---- the line ------------------------------------------------------------------------------------------------

    @Override
    public String transport() {
        return listener.name();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public @Nullable String principal() {
        return wire.principal();
    }

    @Override
    public int requestsMax() {
        return limits().requestsMax();
    }

    @Override
    public ByteSink sink() {
        return new ChunkSink(listener.chunks());
    }

    @Override
    public boolean send(ByteSink message) {
        ChunkSink sink = (ChunkSink) message;
        listener.copies().copied(CopyReason.ENCODED, sink.copied());
        return outgoing.send(sink.finish(), limits().queueBytesMax());
    }

    @Override
    public boolean send(byte[] message) {
        return outgoing.send(List.of(ByteBuffer.wrap(message), ByteBuffer.wrap(NEWLINE)), limits().queueBytesMax());
    }

    @Override
    public void drop(ByteSink unsent) {
        unsent.clear();
    }

    @Override
    public void close() {
        outgoing.close();
    }

    @Override
    public boolean isOpen() {
        return outgoing.isOpen();
    }

    // ---- what is shown -------------------------------------------------------------------------------------------

    @Nullable
    Conversation conversation() {
        return conversation;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    long lastNanos() {
        return lastNanos;
    }
}
