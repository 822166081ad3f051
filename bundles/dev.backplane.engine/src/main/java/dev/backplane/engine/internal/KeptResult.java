package dev.backplane.engine.internal;

import dev.backplane.api.RawJson;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Slice;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result as the cache keeps it: the members of its object and of its {@code _meta}, encoded, each to be written as it is into any
 * answer. Immutable.
 */
record KeptResult(List<Part> members, List<Part> meta) {

    /** A member, its value as JSON. */
    record Part(String name, Slice value) {}

    /** The first byte of the form that is kept, which other versions of the platform may have kept, too. */
    private static final byte FORM = 1;

    static final CacheConverter<KeptResult> CONVERTER = new CacheConverter<>() {
        @Override
        public byte[] toBytes(KeptResult value) {
            return value.bytes();
        }

        @Override
        public KeptResult ofBytes(byte[] bytes) {
            return KeptResult.of(bytes);
        }
    };

    /** @throws RuntimeException if it cannot be written, or is larger than a message may be */
    static KeptResult of(Outcome outcome, Frames frames) {
        Codec codec = frames.codec();
        byte[] members = HeapSink.encode(codec, frames.answerBytesMax(), out -> {
            out.beginObject();
            outcome.members().accept(out);
            out.endObject();
        });
        byte[] meta = HeapSink.encode(codec, frames.answerBytesMax(), out -> out.any(outcome.meta()));
        return new KeptResult(parts(codec, members), parts(codec, meta));
    }

    private static List<Part> parts(Codec codec, byte[] object) {
        List<Part> parts = new ArrayList<>();
        for (Members.Member member : codec.members(Slice.of(object)).members()) {
            parts.add(new Part(member.name(), member.value()));
        }
        return parts;
    }

    /** Returns it as an answer. */
    Outcome outcome() {
        Map<String, Object> values = new LinkedHashMap<>();
        meta.forEach(part -> values.put(part.name(), new RawJson(part.value().text())));
        return new Outcome(
                Outcome.COMPLETE,
                out -> members.forEach(part -> out.name(part.name()).raw(part.value())),
                values);
    }

    // ---- bytes -----------------------------------------------------------------------------------------------------

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            write(out, members);
            write(out, meta);
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes everything", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, List<Part> parts) throws IOException {
        out.writeInt(parts.size());
        for (Part part : parts) {
            byte[] name = part.name().getBytes(StandardCharsets.UTF_8);
            out.writeInt(name.length);
            out.write(name);
            out.writeInt(part.value().length());
            out.write(part.value().array(), part.value().offset(), part.value().length());
        }
    }

    private static KeptResult of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != FORM) {
                throw new IllegalArgumentException("a result in a form of another version");
            }
            KeptResult read = new KeptResult(read(in), read(in));
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("a result with " + in.remaining() + " bytes behind it");
            }
            return read;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a result that is cut off", e);
        }
    }

    private static List<Part> read(ByteBuffer in) {
        int count = in.getInt();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = slice(in).text();
            parts.add(new Part(name, slice(in)));
        }
        return parts;
    }

    private static Slice slice(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        Slice slice = new Slice(in.array(), in.position(), length);
        in.position(in.position() + length);
        return slice;
    }
}
