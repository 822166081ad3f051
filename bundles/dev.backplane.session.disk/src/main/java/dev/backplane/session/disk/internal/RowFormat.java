package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How the values of the file are written: a version, the fields, and a checksum (CRC-32C, RFC 3720), since the store
 * below checks the places of its pages but not what they hold. Stateless.
 */
final class RowFormat {

    private static final byte VERSION = 1;
    private static final int CHECKSUM_BYTES = 4;
    private static final int NONE = -1;

    /** For what rows have besides their bulk; more makes the buffer grow. By itself it would begin at 1 MiB. */
    private static final int ROOM_BYTES = 256;

    private RowFormat() {}

    /**
     * A session as the file holds it.
     *
     * @param number names it in the keys of its events
     * @param reserved no sequence above this was given out
     */
    record Row(long number, long reserved, SessionRecord session) {}

    static byte[] session(Row row) {
        SessionRecord session = row.session();
        WriteBuffer out = new WriteBuffer(ROOM_BYTES + session.initializeParams().length);
        out.put(VERSION).putLong(row.number()).putLong(row.reserved());
        text(out, session.id());
        text(out, session.protocolVersion());
        text(out, session.principal());
        bytes(out, session.initializeParams());
        out.put((byte) (session.initialized() ? 1 : 0));
        text(out, session.logLevel());
        out.putInt(session.subscriptions().size());
        session.subscriptions().forEach(uri -> text(out, uri));
        out.putLong(session.created().getEpochSecond()).putInt(session.created().getNano());
        return sealed(out);
    }

    /** @throws IllegalStateException if the row is damaged */
    static Row session(byte[] row) {
        ByteBuffer in = opened(row);
        long number = in.getLong();
        long reserved = in.getLong();
        String id = required(in);
        String version = required(in);
        String principal = text(in);
        byte[] params = new byte[in.getInt()];
        in.get(params);
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
                new SessionRecord(id, version, principal, params, initialized, level, subscriptions, created));
    }

    static byte[] event(StreamEvent event) {
        WriteBuffer out = new WriteBuffer(ROOM_BYTES + event.message().length);
        out.put(VERSION).putLong(event.stream());
        bytes(out, event.message());
        return sealed(out);
    }

    /** @throws IllegalStateException if the row is damaged */
    static StreamEvent event(long sequence, byte[] row) {
        ByteBuffer in = opened(row);
        long stream = in.getLong();
        byte[] message = new byte[in.getInt()];
        in.get(message);
        return new StreamEvent(stream, sequence, message);
    }

    private static byte[] sealed(WriteBuffer out) {
        int length = out.position();
        CRC32C sum = new CRC32C();
        byte[] row = Arrays.copyOf(out.getBuffer().array(), length + CHECKSUM_BYTES);
        sum.update(row, 0, length);
        ByteBuffer.wrap(row).putInt(length, (int) sum.getValue());
        return row;
    }

    private static ByteBuffer opened(byte[] row) {
        int length = row.length - CHECKSUM_BYTES;
        if (length < 1) {
            throw new IllegalStateException("A row of " + row.length + " bytes is too short");
        }
        CRC32C sum = new CRC32C();
        sum.update(row, 0, length);
        ByteBuffer in = ByteBuffer.wrap(row);
        if (in.getInt(length) != (int) sum.getValue()) {
            throw new IllegalStateException("The checksum of a row does not match");
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("A row is of version " + version + ", known is " + VERSION);
        }
        return in;
    }

    private static void bytes(WriteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    private static void text(WriteBuffer out, @Nullable String text) {
        if (text == null) {
            out.putInt(NONE);
        } else {
            bytes(out, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static @Nullable String text(ByteBuffer in) {
        int length = in.getInt();
        if (length == NONE) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String required(ByteBuffer in) {
        String text = text(in);
        if (text == null) {
            throw new IllegalStateException("A row lacks a field");
        }
        return text;
    }
}
