package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.OrderedJsonWriter;
import dev.backplane.spi.codec.Slice;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Writes JSON as UTF-8 through a borrowed buffer. Not thread-safe. */
final class Utf8JsonWriter extends OrderedJsonWriter {

    /** Input bytes of one step of base64; a multiple of three, and its text fits the buffer. */
    private static final int BASE64_STEP = 3 * 2_000;

    private final Utf8Output out;

    Utf8JsonWriter(ByteSink sink, Scratch scratch) {
        out = new Utf8Output(sink, scratch);
    }

    @Override
    public JsonWriter beginObject() {
        return open(true);
    }

    @Override
    public JsonWriter endObject() {
        return shut(true);
    }

    @Override
    public JsonWriter beginArray() {
        return open(false);
    }

    @Override
    public JsonWriter endArray() {
        return shut(false);
    }

    private JsonWriter open(boolean object) {
        separate(begin(object));
        out.put(object ? '{' : '[');
        return this;
    }

    private JsonWriter shut(boolean object) {
        end(object);
        out.put(object ? '}' : ']');
        return this;
    }

    private void separate(boolean follows) {
        if (follows) {
            out.put(',');
        }
    }

    @Override
    public JsonWriter name(String name) {
        separate(beforeName());
        out.string(name);
        out.put(':');
        return this;
    }

    @Override
    public JsonWriter value(String text) {
        separate(beforeValue());
        out.string(text);
        return this;
    }

    @Override
    public JsonWriter value(long number) {
        separate(beforeValue());
        out.number(number);
        return this;
    }

    @Override
    public JsonWriter value(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        return token(Double.toString(number));
    }

    @Override
    public JsonWriter value(boolean bool) {
        return token(bool ? "true" : "false");
    }

    @Override
    public JsonWriter nullValue() {
        return token("null");
    }

    private JsonWriter token(String ascii) {
        separate(beforeValue());
        out.ascii(ascii);
        return this;
    }

    @Override
    public JsonWriter base64(byte[] bytes) {
        separate(beforeValue());
        out.put('"');
        byte[] step = new byte[Math.min(bytes.length, BASE64_STEP)];
        byte[] text = new byte[(step.length + 2) / 3 * 4];
        for (int from = 0; from < bytes.length; from += step.length) {
            int length = Math.min(bytes.length - from, step.length);
            if (length < step.length) {
                step = new byte[length];
            }
            System.arraycopy(bytes, from, step, 0, length);
            out.bytes(text, 0, Base64.getEncoder().encode(step, text));
        }
        out.put('"');
        return this;
    }

    @Override
    public JsonWriter raw(Slice json) {
        separate(beforeValue());
        out.json(json.array(), json.offset(), json.offset() + json.length());
        return this;
    }

    @Override
    public JsonWriter ready(ByteBuffer json) {
        separate(beforeValue());
        out.ready(json);
        return this;
    }

    @Override
    protected JsonWriter raw(String json) {
        separate(beforeValue());
        out.json(json);
        return this;
    }

    @Override
    protected boolean isNumber(String text) {
        return TokenScanner.isNumber(text);
    }

    @Override
    protected JsonWriter number(String text) {
        return token(text);
    }

    @Override
    public void close() {
        out.close();
    }
}
