package dev.backplane.itests.load;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Raw;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An event stream on a connection of its own. For one thread. */
final class EventReader implements AutoCloseable {
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Raw raw;
    private final BufferedReader lines;

    private EventReader(Raw raw, BufferedReader lines) {
        this.raw = raw;
        this.lines = lines;
    }

    /** @param id empty: none @param message null: an event that only carries its id */
    record Event(String id, JsonObject message) {

        String method() {
            return message != null && message.has("method")
                    ? message.get("method").getAsString()
                    : "";
        }

        JsonObject params() {
            return message.getAsJsonObject("params");
        }
    }

    /** Opens the standing stream of a session; {@code last} is the {@code Last-Event-ID}, empty: none. */
    static EventReader get(int port, String session, String last) throws IOException {
        return get(port, session, last, 0);
    }

    /** @param window bytes that may be on the way to it while it does not read; 0: what the system finds right */
    static EventReader get(int port, String session, String last, int window) throws IOException {
        String head = "GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nMcp-Session-Id: " + session
                + "\r\nMCP-Protocol-Version: " + Client.LEGACY + "\r\n"
                + (last.isEmpty() ? "" : "Last-Event-ID: " + last + "\r\n") + "\r\n";
        return open(port, window, connection -> connection.send(head.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a message that is answered by a stream. */
    static EventReader post(int port, String headers, String message) throws IOException {
        return post(port, headers, message, 0);
    }

    static EventReader post(int port, String headers, String message, int window) throws IOException {
        return open(port, window, connection -> connection.post(headers, message.getBytes(StandardCharsets.UTF_8)));
    }

    @FunctionalInterface
    private interface Request {
        Raw send(Raw connection) throws IOException;
    }

    private static EventReader open(int port, Request request) throws IOException {
        return open(port, 0, request);
    }

    private static EventReader open(int port, int window, Request request) throws IOException {
        Raw raw = new Raw(port, window);
        try {
            Raw.Response answer = request.send(raw).readUnlessStream();
            if (!answer.isStream()) {
                throw new IOException("no stream: " + Client.error(answer));
            }
            return new EventReader(
                    raw, new BufferedReader(new InputStreamReader(raw.stream(), StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /**
     * Waits for the next event; null at the stream's end.
     *
     * @throws IOException if none comes within some 20 s
     */
    Event next() throws IOException {
        String id = "";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        long end = System.nanoTime() + BOUND_NANOS;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip());
                any = true;
            } else if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
                any = true;
            } else if (line.isEmpty() && any) {
                JsonObject message = data.isEmpty()
                        ? null
                        : JsonParser.parseString(data.toString()).getAsJsonObject();
                return new Event(id, message);
            } else if (System.nanoTime() > end) {
                throw new IOException("only signs of life came, but no event");
            }
        }
        return null;
    }

    /** Reads to the end, however it comes. */
    List<Event> rest() {
        List<Event> all = new ArrayList<>();
        try {
            for (Event event = next(); event != null; event = next()) {
                all.add(event);
            }
        } catch (IOException e) {
            // the connection was cut; a half event does not count
        }
        return all;
    }

    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // it is gone, which is what was wanted
        }
    }
}
