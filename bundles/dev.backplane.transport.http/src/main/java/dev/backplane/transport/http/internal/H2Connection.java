package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.LeaseEnd;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * A connection of HTTP/2: its frames, its streams and its end. Confined to its I/O thread. Undertow's tables compress the
 * heads; everything else is here, because only so can what a peer makes us keep be bounded, an answer leave without a
 * copy, and the connection end with a word (ADR 16).
 *
 * <p>A peer that breaks the protocol, or overdoes what is of no use ({@link H2Calm}), is told why and let go.
 */
final class H2Connection implements Protocol, ChannelListener<ConduitStreamSourceChannel> {

    static final HttpString STATUS = new HttpString(":status");

    private static final Logger LOG = LoggerFactory.getLogger(H2Connection.class);

    /** Reads in a row, before other connections of the thread get their turn. */
    private static final int TURNS = 4;

    private final Link link;
    private final Door door;
    private final Settings settings;
    private final H2Writer writer;
    private final H2Reader reader;
    private final H2Streams streams = new H2Streams();
    private long sendWindow = H2.WINDOW_DEFAULT;
    private long streamWindow = H2.WINDOW_DEFAULT;
    private boolean goneAway;
    private boolean peerLeaves;
    private boolean ended;
    private boolean writing;
    private long sinceNanos = System.nanoTime();
    private long stuckNanos;

    /** Something that sends. */
    interface Sending {
        void run() throws IOException, H2Exception;
    }

    H2Connection(Link link, Door door) {
        this.link = link;
        this.door = door;
        this.settings = link.listener.settings();
        this.writer = new H2Writer(link.channel, link.listener.pool(), link.io.scratch(), link.listener.copies());
        this.reader = new H2Reader(this, settings);
        link.channel.getSinkChannel().setWriteListener(this::writable);
    }

    /** Begins with the bytes that are here already. */
    void start(ByteBuffer first) {
        link.serve(this);
        ConduitStreamSourceChannel source = link.channel.getSourceChannel();
        source.setReadListener(this);
        batch(() -> {
            writer.control(H2.SETTINGS, 0, 0, reader.settings());
            writer.control(H2.WINDOW_UPDATE, 0, H2Reader.WINDOW - H2.WINDOW_DEFAULT);
            reader.read(first);
        });
        if (!ended) {
            source.resumeReads();
        }
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        ByteBuffer bytes = link.io.input();
        for (int i = 0; i < TURNS && !ended; i++) {
            bytes.clear();
            reader.restore(bytes);
            int read;
            try {
                read = source.read(bytes);
            } catch (IOException e) {
                link.close();
                return;
            }
            if (read < 0) {
                link.close();
                return;
            }
            bytes.flip();
            if (read == 0) {
                reader.keep(bytes);
                return;
            }
            batch(() -> reader.read(bytes));
        }
        if (!ended) {
            // TLS may have more than the socket
            source.wakeupReads();
        }
    }

    /** Has small frames leave together. */
    private void batch(Sending action) {
        writer.cork();
        try {
            guarded(action);
            if (!ended) {
                guarded(writer::uncork);
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    /** Does what may show that the peer is to be let go. */
    void guarded(Sending action) throws IOException {
        try {
            action.run();
        } catch (H2Exception e) {
            fail(e);
            throw new IOException(e.getMessage(), e);
        }
        if (!writer.isEmpty() && !writing && !ended) {
            writing = true;
            stuckNanos = System.nanoTime();
            link.channel.getSinkChannel().resumeWrites();
        }
    }

    // ---- what streams need ---------------------------------------------------------------------------------------

    H2Writer writer() {
        return writer;
    }

    long sendWindow() {
        return sendWindow;
    }

    void sent(int bytes) {
        sendWindow -= bytes;
    }

    /** Sees that the stream goes on; null: it waits already. */
    void await(@Nullable H2Output output) {
        if (output != null) {
            streams.await(output);
        }
    }

    /** Its answer is complete. */
    void complete(H2Exchange exchange) {
        if (!streams.remove(exchange)) {
            return;
        }
        try {
            exchange.output().end();
            if (!exchange.isInputEnded()) {
                guarded(() -> writer.control(H2.RST_STREAM, exchange.id(), H2.NO_ERROR));
            }
        } catch (IOException e) {
            broken(e);
        }
        oneLess();
    }

    /** Its answer is cut off. */
    void reset(H2Exchange exchange, int code) {
        if (streams.remove(exchange)) {
            try {
                guarded(() -> writer.control(H2.RST_STREAM, exchange.id(), code));
            } catch (IOException e) {
                broken(e);
            }
            exchange.gone();
            oneLess();
        }
    }

    private void oneLess() {
        if (streams.size() == 0) {
            sinceNanos = System.nanoTime();
            if (peerLeaves && !ended) {
                end(H2.NO_ERROR, "");
            }
        }
        if (link.isClosing() && streams.isLeaving()) {
            link.listener.quiet(link);
        }
    }

    // ---- what the reader tells -----------------------------------------------------------------------------------

    /** Returns the stream's request, if that is under way. */
    @Nullable
    H2Exchange exchange(int stream) {
        return streams.get(stream);
    }

    void request(int stream, H2Headers head, boolean last) throws IOException, H2Exception {
        if (goneAway || streams.size() >= settings.http2StreamsMax()) {
            if (!goneAway) {
                reader.calm().reset();
            }
            writer.control(H2.RST_STREAM, stream, H2.REFUSED_STREAM);
            return;
        }
        H2Exchange exchange = new H2Exchange(this, link, link.listener.settings(), stream, head, streamWindow);
        streams.add(exchange);
        if (last) {
            exchange.data(ByteBuffer.allocate(0), true);
        }
        if (head.isTooLarge()) {
            exchange.reject(431, "the request's head is larger than headerBytesMax = " + settings.headerBytesMax());
        } else {
            admit(exchange);
        }
    }

    private void admit(H2Exchange exchange) {
        long millis = link.waitMillis(exchange.settings());
        Runnable let = () -> {
            if (!exchange.isDone()) {
                exchange.admitted();
                door.admit(exchange, link);
            }
        };
        if (millis == 0) {
            let.run();
        } else {
            link.after(millis, let);
        }
    }

    void resetByPeer(int stream) {
        H2Exchange exchange = streams.get(stream);
        if (exchange != null) {
            streams.remove(exchange);
            exchange.gone();
            oneLess();
        }
    }

    /** The peer's streams begin with another window, those that are open included. */
    void streamWindow(int window) throws H2Exception {
        long more = window - streamWindow;
        streamWindow = window;
        boolean[] fits = {true};
        streams.forEach(each -> fits[0] &= each.output().widen(more));
        if (!fits[0]) {
            throw new H2Exception(H2.FLOW_CONTROL_ERROR, "a window is larger than there can be");
        }
        streams.proceed(writer);
    }

    void widen(int stream, int bytes) throws IOException, H2Exception {
        if (stream == 0) {
            sendWindow += bytes;
            if (sendWindow > Integer.MAX_VALUE) {
                throw new H2Exception(H2.FLOW_CONTROL_ERROR, "the window is larger than there can be");
            }
        } else {
            H2Exchange exchange = streams.get(stream);
            if (exchange != null && !exchange.output().widen(bytes)) {
                reset(exchange, H2.FLOW_CONTROL_ERROR);
            }
        }
        if (streams.isAwaited()) {
            streams.proceed(writer);
        }
    }

    /** The peer opens no more streams. */
    void peerLeaves() {
        peerLeaves = true;
        oneLess();
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    private void writable(ConduitStreamSinkChannel sink) {
        try {
            guarded(() -> {
                if (writer.flush()) {
                    stuckNanos = System.nanoTime();
                    streams.proceed(writer);
                }
            });
            if (writer.isEmpty()) {
                writing = false;
                sink.suspendWrites();
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Closes, unless the peer is being told why it is let go. */
    private void broken(IOException e) {
        if (!ended) {
            LOG.debug("An HTTP/2 connection of {} broke", link.channel.getPeerAddress(), e);
            link.close();
        }
    }

    private void fail(H2Exception e) {
        LOG.debug("An HTTP/2 connection of {} is ended: {}", link.channel.getPeerAddress(), e.getMessage());
        if (!ended) {
            link.ending(LeaseEnd.FAILED);
            end(e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** Says why, ends our side, and gives up on what is under way. */
    private void end(int code, String reason) {
        ended = true;
        sayGoAway(code, reason);
        link.channel.getSourceChannel().suspendReads();
        streams.clear().forEach(HttpExchange::gone);
        Linger.close(link.channel, link.io);
    }

    private void sayGoAway(int code, String reason) {
        goneAway = true;
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(2 * Integer.BYTES + text.length);
        payload.putInt(reader.lastStream()).putInt(code).put(text);
        try {
            writer.control(H2.GOAWAY, 0, 0, payload.array());
            writer.uncork();
        } catch (IOException | H2Exception e) {
            LOG.debug("A peer could not be told that its connection ends", e);
        }
    }

    @Override
    public int inFlight() {
        return streams.size();
    }

    @Override
    public void tick(long nanos, Settings now) {
        if (ended) {
            return;
        }
        streams.forEach(each -> each.tick(nanos, now));
        boolean late = reader.isAmid() && nanos - reader.amidNanos() > millis(now.requestTimeoutMillis())
                || !writer.isEmpty() && nanos - stuckNanos > millis(now.requestTimeoutMillis());
        if (late) {
            link.close(LeaseEnd.TIMED_OUT);
        } else if (streams.size() == 0 && nanos - sinceNanos > millis(now.idleTimeoutMillis())) {
            link.ending(LeaseEnd.TIMED_OUT);
            end(H2.NO_ERROR, "");
        }
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public boolean drain() {
        if (!goneAway) {
            sayGoAway(H2.NO_ERROR, "");
        }
        streams.forEach(HttpExchange::drain);
        return streams.isLeaving();
    }

    @Override
    public void expire() {
        streams.forEach(HttpExchange::expire);
    }

    @Override
    public boolean isQuiet() {
        return streams.size() == 0 && writer.isEmpty();
    }

    @Override
    public void gone() {
        ended = true;
        streams.clear().forEach(HttpExchange::gone);
        writer.free();
        reader.free();
    }
}
