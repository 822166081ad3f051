package dev.backplane.transport.stream.internal;

import dev.backplane.transport.tls.TlsContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS between a line and its socket, by the JDK's engine. What the loop's thread reads is its own; what goes out is guarded
 * by this object, whose lock is never held while somebody else's is asked for.
 *
 * <p>Between messages it holds no buffer: whole records are opened in the loop's one, and closed in one of a pool. What is
 * left of either is kept in its own size.
 */
final class TlsWire implements Wire {

    /** Room for three records, which leave in one system call. */
    static final int RECORDS_BYTES = 64 * 1024;

    /** What the peer makes us say without taking it, such as that keys are renewed: then it is given up. */
    private static final int HELD_BYTES_MAX = 2 * RECORDS_BYTES;

    private static final byte[] NONE = {};
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final Chunks records;
    private final Executor tasks;
    private final ArrayDeque<ByteBuffer> held = new ArrayDeque<>(1);
    private byte[] partial = NONE;
    private boolean ended;
    private boolean pausing;
    private volatile boolean opening = true;
    private volatile @Nullable String principal;

    /**
     * @param records buffers of {@value #RECORDS_BYTES} bytes
     * @param tasks signs and checks, which takes longer than anybody's thread may wait
     */
    TlsWire(SocketChannel channel, TlsContext tls, Chunks records, Executor tasks) throws SSLException {
        this.channel = channel;
        this.records = records;
        this.tasks = tasks;
        this.engine = tls.context().createSSLEngine();
        tls.prepare(engine);
        engine.beginHandshake();
    }

    // ---- what comes in -------------------------------------------------------------------------------------------

    @Override
    public int read(Loop loop, Runnable again) throws IOException {
        if (pausing) {
            return 0;
        }
        ByteBuffer sealed = loop.sealed().clear().put(partial);
        partial = NONE;
        if (channel.read(sealed) < 0) {
            ended = true;
        }
        sealed.flip();
        ByteBuffer plain = loop.input.clear();
        try {
            open(sealed, plain, loop, again);
        } catch (SSLException e) {
            say();
            throw e;
        }
        if (sealed.hasRemaining()) {
            partial = new byte[sealed.remaining()];
            sealed.get(partial);
        }
        ended |= engine.isInboundDone();
        return plain.position();
    }

    /** Opens what is whole: never more than fits, since no record grows, and the input has room for all of them. */
    private void open(ByteBuffer sealed, ByteBuffer plain, Loop loop, Runnable again) throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    if (opening) {
                        pause(loop, again);
                        return;
                    }
                    runTasks();
                    continue;
                }
                case NEED_WRAP -> {
                    if (say() == 0) {
                        return;
                    }
                    continue;
                }
                default -> {
                    // it listens
                }
            }
            if (opening && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                principal = TlsContext.subject(engine.getSession());
                opening = false;
            }
            SSLEngineResult result = engine.unwrap(sealed, plain);
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record is larger than " + plain.remaining() + " bytes");
            }
            if (result.getStatus() != Status.OK || result.bytesConsumed() == 0 && !acts(result)) {
                return;
            }
        }
    }

    private static boolean acts(SSLEngineResult result) {
        return result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    private void pause(Loop loop, Runnable again) {
        pausing = true;
        tasks.execute(() -> {
            runTasks();
            loop.execute(() -> {
                pausing = false;
                again.run();
            });
        });
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public boolean isPausing() {
        return pausing;
    }

    @Override
    public boolean isOpening() {
        return opening;
    }

    @Override
    public @Nullable String principal() {
        return principal;
    }

    // ---- what goes out -------------------------------------------------------------------------------------------

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public synchronized long write(ByteBuffer[] from) throws IOException {
        if (opening || flush() > 0) {
            return 0;
        }
        long before = remaining(from);
        seal(from);
        return before - remaining(from);
    }

    private static long remaining(ByteBuffer[] buffers) {
        long sum = 0;
        for (ByteBuffer each : buffers) {
            sum += each.remaining();
        }
        return sum;
    }

    /** Sends what the protocol itself has to say; returns how many bytes that is. */
    private synchronized int say() throws IOException {
        return seal(NOTHING);
    }

    /** Closes as many records as there is room for, and sends them; returns how many bytes they are. */
    private int seal(ByteBuffer[] from) throws IOException {
        ByteBuffer sealed = records.take();
        try {
            int room = engine.getSession().getPacketBufferSize();
            boolean more = true;
            while (more && sealed.remaining() >= room) {
                SSLEngineResult result = engine.wrap(from, sealed);
                if (result.getStatus() == Status.CLOSED && from != NOTHING) {
                    throw new SSLException("the peer has ended it");
                }
                more = result.bytesProduced() > 0
                        && (from[from.length - 1].hasRemaining()
                                || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
            }
            int size = sealed.position();
            hold(sealed.flip());
            return size;
        } finally {
            records.giveBack(sealed);
        }
    }

    private void hold(ByteBuffer sealed) throws IOException {
        if (held.isEmpty() && sealed.hasRemaining()) {
            channel.write(sealed);
        }
        if (sealed.hasRemaining()) {
            held.add(ByteBuffer.allocate(sealed.remaining()).put(sealed).flip());
            if (heldBytes() > HELD_BYTES_MAX) {
                throw new SSLException("more than " + HELD_BYTES_MAX + " bytes of TLS wait for the peer");
            }
        }
    }

    @Override
    public synchronized int flush() throws IOException {
        while (!held.isEmpty()) {
            channel.write(held.element());
            if (held.element().hasRemaining()) {
                return heldBytes();
            }
            held.remove();
        }
        return 0;
    }

    private int heldBytes() {
        return held.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    @Override
    public synchronized void finish() throws IOException {
        engine.closeOutbound();
        seal(NOTHING);
    }
}
