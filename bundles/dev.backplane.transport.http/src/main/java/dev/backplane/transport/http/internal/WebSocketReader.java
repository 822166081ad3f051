package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes the frames of one peer apart (RFC 6455), and puts messages together. Confined to the I/O thread. What has not come
 * whole is kept unmasked in an array that grows with what came, not with what was promised.
 */
final class WebSocketReader {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FINAL = 0x80;

    private static final int MASKED = 0x80;
    private static final int CONTROL_BYTES_MAX = 125;
    private static final int HEAD_BYTES_MAX = 14;
    private static final int FIRST_BYTES = 512;

    /** What is done with what comes. */
    interface Taker {

        /** Returns true if the array may be used again. */
        boolean message(byte[] bytes, int length);

        void control(int opcode, byte[] payload) throws WebSocketException;

        /** Says that a message takes that much heap; returns false if there is no room. */
        boolean room(int bytes);
    }

    private final Taker taker;
    private final int bytesMax;
    private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES_MAX);
    private final byte[] control = new byte[CONTROL_BYTES_MAX];
    private byte[] message = new byte[FIRST_BYTES];
    private int length;
    private boolean amid;
    private long sinceNanos;

    private boolean inFrame;
    private int opcode;
    private boolean last;
    private long left;
    private int mask;
    private int position;
    private int controlLength;

    /** @param bytesMax of a message */
    WebSocketReader(Taker taker, int bytesMax) {
        this.taker = taker;
        this.bytesMax = bytesMax;
    }

    /** Tells whether the rest of a frame or a message is waited for. */
    boolean isAmid() {
        return amid || inFrame || head.position() > 0;
    }

    /** Returns when that began. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Takes all of the bytes. */
    void read(ByteBuffer bytes) throws WebSocketException {
        while (bytes.hasRemaining()) {
            if (!isAmid()) {
                sinceNanos = System.nanoTime();
            }
            if (!inFrame && !readHead(bytes)) {
                return;
            }
            int part = (int) Math.min(left, bytes.remaining());
            if (opcode >= CLOSE) {
                unmask(bytes, control, controlLength, part);
                controlLength += part;
            } else {
                grow(length + part);
                unmask(bytes, message, length, part);
                length += part;
            }
            left -= part;
            if (left == 0) {
                inFrame = false;
                frameEnded();
            }
        }
    }

    private void frameEnded() throws WebSocketException {
        if (opcode >= CLOSE) {
            taker.control(opcode, Arrays.copyOf(control, controlLength));
            return;
        }
        if (last) {
            amid = false;
            if (!Utf8.isValid(message, length)) {
                throw new WebSocketException(WebSocketException.NOT_UTF8, "a text is not UTF-8");
            }
            byte[] whole = message;
            int size = length;
            length = 0;
            if (!taker.message(whole, size) || whole.length > FIRST_BYTES) {
                message = new byte[FIRST_BYTES];
            }
        }
    }

    private boolean readHead(ByteBuffer bytes) throws WebSocketException {
        while (bytes.hasRemaining()) {
            head.put(bytes.get());
            if (head.position() >= 2 && head.position() == headBytes()) {
                begin();
                head.clear();
                return left > 0 || bytes.hasRemaining() || ended();
            }
        }
        return false;
    }

    /** A frame without payload ends where it begins. */
    private boolean ended() throws WebSocketException {
        inFrame = false;
        frameEnded();
        return false;
    }

    private int headBytes() {
        int size = head.get(1) & 0x7f;
        return 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + ((head.get(1) & MASKED) != 0 ? 4 : 0);
    }

    private void begin() throws WebSocketException {
        int first = head.get(0) & 0xff;
        int second = head.get(1) & 0xff;
        opcode = first & 0x0f;
        last = (first & FINAL) != 0;
        require((first & 0x70) == 0, "reserved bits are set");
        require((second & MASKED) != 0, "a frame is not masked");
        int size = second & 0x7f;
        left = size == 126 ? head.getShort(2) & 0xffff : size == 127 ? head.getLong(2) : size;
        mask = head.getInt(head.position() - Integer.BYTES);
        position = 0;
        inFrame = true;
        if (opcode >= CLOSE) {
            require(opcode <= PONG, "opcode " + opcode);
            require(last && left <= CONTROL_BYTES_MAX, "a control frame is in parts, or too large");
            controlLength = 0;
            return;
        }
        if (opcode != TEXT && opcode != CONTINUATION) {
            throw new WebSocketException(WebSocketException.UNSUPPORTED, "messages are text");
        }
        require(amid == (opcode == CONTINUATION), "parts of messages are out of order");
        amid = true;
        if (left < 0 || length + left > bytesMax) {
            throw new WebSocketException(
                    WebSocketException.TOO_LARGE, "a message is larger than bodyBytesMax = " + bytesMax);
        }
    }

    private void grow(int size) throws WebSocketException {
        if (size > message.length) {
            int capacity = Math.max(size, (int) Math.min(bytesMax, message.length * 2L));
            if (!taker.room(capacity)) {
                throw new WebSocketException(
                        WebSocketException.OVERLOADED, "the bodies under way have all of bodiesBytesMax");
            }
            message = Arrays.copyOf(message, capacity);
        }
    }

    private void unmask(ByteBuffer source, byte[] target, int offset, int size) {
        source.get(target, offset, size);
        for (int i = 0; i < size; i++) {
            target[offset + i] ^= (byte) (mask >>> 24 - 8 * (position + i & 3));
        }
        position = position + size & 3;
    }

    private static void require(boolean condition, String what) throws WebSocketException {
        if (!condition) {
            throw new WebSocketException(WebSocketException.PROTOCOL_ERROR, what);
        }
    }
}
