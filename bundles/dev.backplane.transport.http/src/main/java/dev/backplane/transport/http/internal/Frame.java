package dev.backplane.transport.http.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One entry in the queue of an event stream, linked to the next: a head, a message that is not copied, and an end. Not
 * thread-safe. The format is that of the HTML standard's section on server-sent events.
 */
final class Frame {

    private static final byte[] EVENT_DATA = utf8("event: message\ndata: ");
    private static final byte[] DATA = utf8("data: ");
    private static final byte[] END = utf8("\n\n");
    private static final byte[] COMMENT = utf8(":\n\n");
    /** What a frame takes besides its bytes: itself, and the array of its head. */
    private static final int OWN_BYTES = 64;

    private static final byte[] NONE = new byte[0];

    private final byte[] head;
    private final byte[] body;
    private final byte[] end;
    private final boolean outsideOfChunks;
    private int sent;

    @Nullable
    Frame next;

    private Frame(byte[] head, byte[] body, byte[] end, boolean outsideOfChunks) {
        this.head = head;
        this.body = body;
        this.end = end;
        this.outsideOfChunks = outsideOfChunks;
    }

    static Frame responseHead(byte[] head) {
        return new Frame(head, NONE, NONE, true);
    }

    /** A message; an empty one carries its id alone. */
    static Frame event(@Nullable String id, byte[] message) {
        byte[] data = message.length == 0 ? DATA : EVENT_DATA;
        if (id == null) {
            return new Frame(data, message, END, false);
        }
        byte[] idLine = utf8("id: " + id + "\n");
        byte[] head = new byte[idLine.length + data.length];
        System.arraycopy(idLine, 0, head, 0, idLine.length);
        System.arraycopy(data, 0, head, idLine.length, data.length);
        return new Frame(head, message, END, false);
    }

    /** An event of another type than a message's. */
    static Frame event(String type, String data) {
        return new Frame(utf8("event: " + type + "\ndata: " + data + "\n\n"), NONE, NONE, false);
    }

    static Frame retry(long millis) {
        return new Frame(utf8("retry: " + millis + "\n\n"), NONE, NONE, false);
    }

    static Frame comment() {
        return new Frame(COMMENT, NONE, NONE, false);
    }

    boolean isOutsideOfChunks() {
        return outsideOfChunks;
    }

    /** Returns the heap that it takes, about; a message counts in full, though many streams may share it. */
    int heap() {
        return OWN_BYTES + size();
    }

    private int size() {
        return head.length + body.length + end.length;
    }

    /** Puts as much of the rest as fits; returns true if that was all. */
    boolean put(ByteBuffer target) {
        int skip = put(head, sent, target);
        skip = put(body, skip, target);
        put(end, skip, target);
        return sent == size();
    }

    private int put(byte[] part, int skip, ByteBuffer target) {
        if (skip >= part.length) {
            return skip - part.length;
        }
        int length = Math.min(part.length - skip, target.remaining());
        target.put(part, skip, length);
        sent += length;
        return 0;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
