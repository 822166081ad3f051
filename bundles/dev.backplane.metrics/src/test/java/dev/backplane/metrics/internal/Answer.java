package dev.backplane.metrics.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An exchange in memory that keeps what a page answers. */
final class Answer implements Exchange, ByteSink {

    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> asked;
    private final boolean draining;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int status;

    Answer(Map<String, String> asked, boolean draining) {
        this.asked = asked;
        this.draining = draining;
    }

    static Answer of(Page page, String method, String path) throws Exception {
        return of(page, method, path, new Answer(Map.of(), false));
    }

    static Answer of(Page page, String method, String path, Answer answer) throws Exception {
        page.handle(new PageRequest(method, path, "", new byte[0]), answer);
        return answer;
    }

    String body() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String transport() {
        return "test";
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public @Nullable String principal() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return asked.get(name);
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public ByteSink sink() {
        return this;
    }

    @Override
    public void respond(int code, ByteSink body) {
        status = code;
    }

    @Override
    public void respond(int code) {
        status = code;
    }

    @Override
    public EventStream stream() {
        throw new IllegalStateException("a page of figures is no stream");
    }

    @Override
    public void onDisconnect(Runnable action) {
        // nobody goes
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        bytes.write(source, offset, length);
    }

    @Override
    public void clear() {
        bytes.reset();
    }

    @Override
    public int size() {
        return bytes.size();
    }
}
