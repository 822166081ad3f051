package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.OrderedJsonWriter;
import dev.backplane.spi.codec.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/**
 * Writes JSON through Jackson's generator. Not thread-safe. Jackson lets some calls pass that make no JSON (a second
 * value, a name without a value), so the order is checked before.
 */
final class GeneratorWriter extends OrderedJsonWriter {

    private final JsonGenerator out;
    private final ByteSink sink;
    private boolean closed;

    GeneratorWriter(JsonGenerator out, ByteSink sink) {
        this.out = out;
        this.sink = sink;
    }

    @Override
    public JsonWriter beginObject() {
        requireOpen();
        begin(true);
        out.writeStartObject();
        return this;
    }

    @Override
    public JsonWriter endObject() {
        requireOpen();
        end(true);
        out.writeEndObject();
        return this;
    }

    @Override
    public JsonWriter beginArray() {
        requireOpen();
        begin(false);
        out.writeStartArray();
        return this;
    }

    @Override
    public JsonWriter endArray() {
        requireOpen();
        end(false);
        out.writeEndArray();
        return this;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the writer is closed");
        }
    }

    @Override
    public JsonWriter name(String name) {
        requireOpen();
        beforeName();
        out.writeName(Surrogates.paired(name));
        return this;
    }

    private void value() {
        requireOpen();
        beforeValue();
    }

    @Override
    public JsonWriter value(String text) {
        value();
        out.writeString(Surrogates.paired(text));
        return this;
    }

    @Override
    public JsonWriter value(long number) {
        value();
        out.writeNumber(number);
        return this;
    }

    @Override
    public JsonWriter value(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        value();
        out.writeNumber(number);
        return this;
    }

    @Override
    public JsonWriter value(boolean bool) {
        value();
        out.writeBoolean(bool);
        return this;
    }

    @Override
    public JsonWriter nullValue() {
        value();
        out.writeNull();
        return this;
    }

    @Override
    public JsonWriter base64(byte[] bytes) {
        value();
        out.writeBinary(bytes);
        return this;
    }

    @Override
    public JsonWriter raw(Slice json) {
        raw(json.array(), json.offset(), json.offset() + json.length());
        return this;
    }

    @Override
    public JsonWriter ready(ByteBuffer json) {
        past();
        sink.share(json);
        return this;
    }

    /** Lets a value come past Jackson. */
    private void past() {
        value();
        out.writeRawValue(""); // what separates it from the value before
        out.flush();
    }

    /** Writes bytes that are JSON, without their line breaks, past Jackson, which takes raw text as characters alone. */
    private void raw(byte[] bytes, int from, int to) {
        past();
        int run = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                sink.write(bytes, run, i - run);
                run = i + 1;
            }
        }
        sink.write(bytes, run, to - run);
    }

    @Override
    protected JsonWriter raw(String json) {
        byte[] bytes = Surrogates.paired(json).getBytes(StandardCharsets.UTF_8);
        raw(bytes, 0, bytes.length);
        return this;
    }

    @Override
    protected boolean isNumber(String text) {
        return Numbers.isNumber(text);
    }

    @Override
    protected JsonWriter number(String text) {
        value();
        out.writeNumber(text);
        return this;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            out.close();
        }
    }
}
