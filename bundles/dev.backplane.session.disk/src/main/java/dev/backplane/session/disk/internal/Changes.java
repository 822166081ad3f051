package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How changes are written. Those that stand together have a checksum before them (CRC-32C, RFC 3720), since MVStore has one
 * of its chunks' heads and ends, and none of what is in them. Reading a change twice, or before a later one about the same,
 * does no harm. Stateless.
 */
final class Changes {

    /** No change at all, for those who only wait for others. */
    static final byte[] NOTHING = {};

    private static final byte SESSION = 1;
    private static final byte EVENT = 2;
    private static final byte REMOVAL = 3;

    /** A session in the place of all that was known of it; its events follow. */
    private static final byte IMAGE = 4;

    private static final byte END = 5;
    private static final byte TASK = 6;
    private static final byte TASK_REMOVAL = 7;
    private static final int NONE = -1;
    private static final int CHECKSUM_BYTES = 4;

    /** For what a session has besides its bulk; more makes room. */
    private static final int SESSION_BYTES = 256;

    private static final int EVENT_BYTES = 1 + 4 * Long.BYTES + Integer.BYTES;
    private static final int REMOVAL_BYTES = 1 + Long.BYTES;

    private Changes() {}

    /**
     * A session without its events.
     *
     * @param number names it in other changes
     * @param reserved no sequence above this was given out
     * @param evicted the greatest sequence that has gone
     */
    record Row(long number, long reserved, long evicted, SessionRecord session) {}

    /** Takes what changes tell, in their order. */
    interface Reader {

        /** @param afresh whether what is known of the session's events goes */
        void session(Row row, boolean afresh);

        /** @param evicted the greatest sequence that had gone then, maybe this event's own */
        void event(long number, long evicted, StreamEvent event);

        void removal(long number);

        /** Takes a task in the place of all that was known of it. */
        void task(TaskRecord task);

        void taskRemoval(String id);

        /** Nothing is missing before this. */
        void end();
    }

    static byte[] session(Row row) {
        return put(new Buffer(bytes(row)), SESSION, row).toBytes();
    }

    static byte[] event(long number, long evicted, StreamEvent event) {
        return put(new Buffer(bytes(event)), number, evicted, event).toBytes();
    }

    static byte[] removal(long number) {
        Buffer out = new Buffer(REMOVAL_BYTES);
        out.room(REMOVAL_BYTES).put(REMOVAL).putLong(number);
        return out.toBytes();
    }

    /** Returns what belongs into one commit. */
    static List<byte[]> image(Row row, List<StreamEvent> events) {
        List<byte[]> image = new ArrayList<>(1 + events.size());
        image.add(put(new Buffer(bytes(row)), IMAGE, row).toBytes());
        events.forEach(event -> image.add(event(row.number(), row.evicted(), event)));
        return image;
    }

    static byte[] task(TaskRecord task) {
        return TaskChanges.put(TASK, task);
    }

    static byte[] taskRemoval(String id) {
        Buffer out = new Buffer(1 + Integer.BYTES + id.length());
        out.room(1).put(TASK_REMOVAL);
        out.text(id);
        return out.toBytes();
    }

    static byte[] end() {
        return new byte[] {END};
    }

    private static int bytes(Row row) {
        return SESSION_BYTES + row.session().initializeParams().length;
    }

    private static int bytes(StreamEvent event) {
        return EVENT_BYTES + event.message().length;
    }

    /** Puts changes together behind their checksum. */
    static byte[] sealed(List<byte[]> changes) {
        int bytes = changes.stream().mapToInt(change -> change.length).sum();
        ByteBuffer out = ByteBuffer.allocate(CHECKSUM_BYTES + bytes).position(CHECKSUM_BYTES);
        changes.forEach(out::put);
        return out.putInt(0, checksum(out.array())).array();
    }

    private static int checksum(byte[] sealed) {
        CRC32C sum = new CRC32C();
        sum.update(sealed, CHECKSUM_BYTES, sealed.length - CHECKSUM_BYTES);
        return (int) sum.getValue();
    }

    /**
     * Reads changes that were put together.
     *
     * @throws RuntimeException if they are not what was written here
     */
    static void read(byte[] sealed, Reader reader) {
        ByteBuffer in = ByteBuffer.wrap(sealed);
        if (in.getInt() != checksum(sealed)) {
            throw new IllegalStateException("The checksum is wrong");
        }
        while (in.hasRemaining()) {
            byte kind = in.get();
            switch (kind) {
                case SESSION -> reader.session(row(in), false);
                case IMAGE -> reader.session(row(in), true);
                case EVENT -> {
                    long number = in.getLong();
                    long evicted = in.getLong();
                    reader.event(number, evicted, new StreamEvent(in.getLong(), in.getLong(), bytes(in)));
                }
                case REMOVAL -> reader.removal(in.getLong());
                case TASK -> reader.task(TaskChanges.read(in));
                case TASK_REMOVAL -> reader.taskRemoval(required(in));
                case END -> reader.end();
                default -> throw new IllegalStateException("Entries of kind " + kind + " are unknown");
            }
        }
    }

    private static Buffer put(Buffer out, byte kind, Row row) {
        SessionRecord session = row.session();
        out.room(1 + 3 * Long.BYTES)
                .put(kind)
                .putLong(row.number())
                .putLong(row.reserved())
                .putLong(row.evicted());
        out.text(session.id());
        out.text(session.protocolVersion());
        out.text(session.principal());
        out.bytes(session.initializeParams());
        out.room(1).put((byte) (session.initialized() ? 1 : 0));
        out.text(session.logLevel());
        out.room(Integer.BYTES).putInt(session.subscriptions().size());
        session.subscriptions().forEach(out::text);
        out.room(Long.BYTES + Integer.BYTES)
                .putLong(session.created().getEpochSecond())
                .putInt(session.created().getNano());
        return out;
    }

    private static Buffer put(Buffer out, long number, long evicted, StreamEvent event) {
        out.room(bytes(event))
                .put(EVENT)
                .putLong(number)
                .putLong(evicted)
                .putLong(event.stream())
                .putLong(event.sequence());
        out.bytes(event.message());
        return out;
    }

    private static Row row(ByteBuffer in) {
        long number = in.getLong();
        long reserved = in.getLong();
        long evicted = in.getLong();
        String id = required(in);
        String version = required(in);
        String principal = text(in);
        byte[] params = bytes(in);
        boolean initialized = in.get() != 0;
        String level = text(in);
        int count = in.getInt();
        Set<String> subscriptions = new HashSet<>();
        for (int i = 0; i < count; i++) {
            subscriptions.add(required(in));
        }
        Instant created = Instant.ofEpochSecond(in.getLong(), in.getInt());
        return new Row(
                number,
                reserved,
                evicted,
                new SessionRecord(id, version, principal, params, initialized, level, subscriptions, created));
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }

    static byte @Nullable [] optional(ByteBuffer in) {
        int length = in.getInt();
        if (length == NONE) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    static @Nullable String text(ByteBuffer in) {
        byte[] bytes = optional(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static String required(ByteBuffer in) {
        String text = text(in);
        if (text == null) {
            throw new IllegalStateException("A change lacks a field");
        }
        return text;
    }

    /** A change that grows while it is written. */
    static final class Buffer {

        private ByteBuffer bytes;

        Buffer(int room) {
            bytes = ByteBuffer.allocate(room);
        }

        ByteBuffer room(int more) {
            if (bytes.remaining() < more) {
                int length = Math.max(2 * bytes.capacity(), bytes.position() + more);
                bytes = ByteBuffer.allocate(length).put(bytes.flip());
            }
            return bytes;
        }

        void bytes(byte[] value) {
            room(Integer.BYTES + value.length).putInt(value.length).put(value);
        }

        void optional(byte @Nullable [] value) {
            if (value == null) {
                room(Integer.BYTES).putInt(NONE);
            } else {
                bytes(value);
            }
        }

        void text(@Nullable String value) {
            optional(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }

        byte[] toBytes() {
            return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
        }
    }
}
