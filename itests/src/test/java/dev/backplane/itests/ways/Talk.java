package dev.backplane.itests.ways;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One client's connection by some way in: it says messages, and hears those of the server in their order. */
abstract class Talk implements AutoCloseable {

    static final String END = "<end>";

    private static final int BOUND_SECONDS = 20;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Sends a message. */
    abstract void say(String message) throws IOException;

    /** Sends a part of a message, then goes away. */
    abstract void breakOff(String part) throws IOException;

    @Override
    public abstract void close() throws IOException;

    final void hear(String message) {
        heard.add(message);
    }

    /** Hears each line of a stream on a thread of its own, until it ends. */
    final void listen(InputStream lines) {
        Thread thread = new Thread(
                () -> {
                    StringBuilder line = new StringBuilder();
                    try (var reader = new java.io.InputStreamReader(lines, StandardCharsets.UTF_8)) {
                        for (int c = reader.read(); c >= 0; c = reader.read()) {
                            if (c == '\n') {
                                line(line.toString());
                                line.setLength(0);
                            } else {
                                line.append((char) c);
                            }
                        }
                    } catch (IOException e) {
                        hear(END);
                        return;
                    }
                    hear(END);
                },
                "listener");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a line that came. */
    void line(String line) {
        hear(line);
    }

    final String next() throws InterruptedException {
        String message = heard.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing came within " + BOUND_SECONDS + " s");
        }
        return message;
    }

    final JsonObject nextObject() throws InterruptedException {
        String message = next();
        try {
            return JsonParser.parseString(message).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new AssertionError("no message, but: " + message, e);
        }
    }

    /** Returns the answer to a request, leaving out notifications. */
    final JsonObject answer(String request) throws IOException, InterruptedException {
        say(request);
        while (true) {
            JsonObject message = nextObject();
            if (!message.has("method")) {
                return message;
            }
        }
    }

    /** Tells whether nothing has come that was not taken. */
    final boolean isQuiet() {
        return heard.isEmpty();
    }
}
