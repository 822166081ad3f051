package dev.backplane.transport.stream.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm;
import dev.backplane.spi.transport.Line;
import dev.backplane.spi.transport.MessageRate;
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

    /** Messages that are taken in a row: who sends many at once leaves the thread to others between them. */
    private static final int ROW_MAX = 16;

    /** For how long a peer may go on sending after we have closed our side, so that it reads our last message. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] NEWLINE = {'\n'};

    private final StreamListener listener;
    private final Loop loop;
    private final SocketChannel channel;
    private final String address;
    private final Framer framer = new Framer();
    private final MessageRate rate = new MessageRate();
    private final Outgoing outgoing;
    private final long startNanos = System.nanoTime();

    private volatile @Nullable SelectionKey key;
    private volatile @Nullable Conversation conversation;
    private volatile @Nullable Lease lease;
    private volatile LeaseEnd end = LeaseEnd.CLOSED;
    private volatile long lastNanos = startNanos;

    // read anywhere, to be shown
    private volatile boolean begun;
    private volatile boolean within;
    private volatile boolean leaving;

    private long messageNanos;
    private long deadlineNanos;
    private boolean inputEnded;
    private boolean lingers;
    private boolean gone;

    SocketLine(StreamListener listener, Loop loop, SocketChannel channel, String address) {
        this.listener = listener;
        this.loop = loop;
        this.channel = channel;
        this.address = address;
        this.outgoing = new Outgoing(this, channel, listener.chunks(), listener.copies());
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

    private Limits limits() {
        return listener.limits();
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            lastNanos = System.nanoTime();
            outgoing.flush();
            if (!gone && begun && !inputEnded && !lingers) {
                proceed();
            }
        }
        if (!gone && (operations & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    // ---- what comes in -------------------------------------------------------------------------------------------

    private void read() {
        ByteBuffer input = loop.input.clear();
        int count;
        try {
            count = channel.read(input);
        } catch (IOException e) {
            LOG.debug("A connection of {} broke", address, e);
            end = LeaseEnd.FAILED;
            terminate();
            return;
        }
        if (count < 0) {
            inputEnded();
        } else if (!lingers && count > 0) {
            long now = System.nanoTime();
            lastNanos = now;
            if (!framer.isWithin()) {
                messageNanos = now;
            }
            framer.add(input.array(), count);
            proceed();
        }
    }

    /** Takes the messages that are there. */
    private void proceed() {
        Conversation engine = conversation;
        if (gone || lingers || leaving || engine == null) {
            return;
        }
        outgoing.cork();
        boolean reads;
        try {
            reads = take(engine);
        } catch (RuntimeException | Error e) {
            LOG.error("The engine failed on a message", e);
            end = LeaseEnd.FAILED;
            outgoing.over();
            loop.execute(this::terminate);
            return;
        } finally {
            framer.keep();
            outgoing.uncork();
        }
        within = framer.isWithin();
        interest(SelectionKey.OP_READ, reads && !inputEnded);
    }

    /** Returns whether more is to be read now. */
    private boolean take(Conversation engine) {
        Limits limits = limits();
        for (int row = 0; ; row++) {
            Framer.Next next = framer.next(limits.messageBytesMax());
            if (next == Framer.Next.NOTHING) {
                return true;
            }
            if (next == Framer.Next.TOO_LONG) {
                begun = true;
                send(error("A message is larger than messageBytesMax = " + limits.messageBytesMax() + " bytes"));
                continue;
            }
            if (outgoing.waitingBytes() > limits.queueBytesMax() / 4) {
                outgoing.flush();
                if (outgoing.waitingBytes() > limits.queueBytesMax() / 4) {
                    // what has gone out makes it proceed
                    return false;
                }
            }
            if (row == ROW_MAX) {
                loop.execute(this::proceed);
                return false;
            }
            long wait = rate.admit(System.nanoTime(), limits.messagesPerSecondMax());
            if (wait > 0) {
                loop.after(wait, this::proceed);
                return false;
            }
            begun = true;
            var message = framer.take();
            messageNanos = lastNanos;
            engine.accept(message.array(), message.offset(), message.length());
            if (gone || leaving) {
                return false;
            }
        }
    }

    /** The peer sends no more. What is under way has some time left: it may still wait for that. */
    private void inputEnded() {
        if (inputEnded || lingers) {
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

    /** Returns what bounds the connection now. */
    LeaseTerm term(long now) {
        Limits limits = limits();
        Conversation engine = conversation;
        if (leaving) {
            return LeaseTerm.of(LeaseTerm.Bound.CLOSING);
        }
        if (!begun) {
            return left(LeaseTerm.Bound.FIRST_MESSAGE, limits.firstMessageTimeoutMillis(), now - startNanos);
        }
        if (within) {
            return left(LeaseTerm.Bound.MESSAGE, limits.messageTimeoutMillis(), now - messageNanos);
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
        send(error(problem));
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
        return null;
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
