package dev.backplane.transport.stream.internal;

import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.MessageRate;
import java.io.IOException;
import java.nio.channels.SelectionKey;

/**
 * What comes in on one connection: parted into messages, which the engine gets as fast as the limits and the peer's own taking
 * of answers let it. For the loop's thread, but for what is shown of it.
 */
final class Incoming {

    /** Messages that are taken in a row: who sends many at once leaves the thread to others between them. */
    private static final int ROW_MAX = 16;

    private final SocketLine line;
    private final Loop loop;
    private final Wire wire;
    private final Framer framer = new Framer();
    private final MessageRate rate = new MessageRate();
    private boolean ended;

    // read anywhere, to be shown
    private volatile boolean begun;
    private volatile boolean within;
    private volatile long messageNanos;

    Incoming(SocketLine line, Loop loop, Wire wire) {
        this.line = line;
        this.loop = loop;
        this.wire = wire;
    }

    /** Reads what the socket has. */
    void read() throws IOException {
        int count = wire.read(loop, line::resume);
        if (wire.encrypts()) {
            // the wire may have had something to say, or may have just come to take something
            line.outgoing().flush();
        }
        if (wire.isPausing()) {
            line.interest(SelectionKey.OP_READ, false);
        } else if (count > 0) {
            long now = System.nanoTime();
            line.active(now);
            if (!framer.isWithin()) {
                messageNanos = now;
            }
            framer.add(loop.input.array(), count);
            proceed();
        } else if (wire.hasEnded()) {
            end();
        }
    }

    /** Takes the messages that are there. */
    void proceed() {
        Conversation engine = line.conversation();
        if (ended || !line.isServed() || engine == null) {
            return;
        }
        line.outgoing().cork();
        boolean reads;
        try {
            reads = take(engine);
        } catch (RuntimeException | Error e) {
            line.failed(e);
            return;
        } finally {
            framer.keep();
            line.outgoing().uncork();
        }
        within = framer.isWithin();
        if (reads && wire.hasEnded()) {
            end();
        } else {
            line.interest(SelectionKey.OP_READ, reads);
        }
    }

    /** Returns whether more is to be read now. */
    private boolean take(Conversation engine) {
        Limits limits = line.limits();
        Outgoing outgoing = line.outgoing();
        for (int row = 0; ; row++) {
            Framer.Next next = framer.next(limits.messageBytesMax());
            if (next == Framer.Next.NOTHING) {
                return true;
            }
            if (next == Framer.Next.TOO_LONG) {
                begun = true;
                line.tooLarge();
                line.tell("A message is larger than messageBytesMax = " + limits.messageBytesMax() + " bytes");
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
            Slice message = framer.take();
            messageNanos = line.lastNanos();
            engine.accept(message.array(), message.offset(), message.length());
            if (!line.isServed()) {
                return false;
            }
        }
    }

    /** The peer sends no more. */
    private void end() {
        ended = true;
        line.inputEnded();
    }

    /** Tells whether a message has come. */
    boolean hasBegun() {
        return begun;
    }

    /** Tells whether a message has begun to come and has not ended. */
    boolean isWithin() {
        return within;
    }

    /** Returns since when the message comes that is within. */
    long messageNanos() {
        return messageNanos;
    }
}
