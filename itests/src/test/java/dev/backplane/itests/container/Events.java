package dev.backplane.itests.container;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The messages that answer one request, as one JSON body or as an event stream. For one thread. */
final class Events implements AutoCloseable {

    private final InputStream body;
    private final BufferedReader lines;
    private final boolean stream;

    Events(HttpResponse<InputStream> response) {
        body = response.body();
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        stream = response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
    }

    /** Waits for the next message; null at the end. */
    JsonObject next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!stream) {
                data.append(line).append('\n');
            } else if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()));
            } else if (line.isEmpty() && data.toString().contains("{")) {
                break;
            }
        }
        return data.isEmpty() ? null : JsonParser.parseString(data.toString()).getAsJsonObject();
    }

    /** Waits for the message that answers the request, past the notifications before it. */
    JsonObject answer() throws IOException {
        for (JsonObject message = next(); message != null; message = next()) {
            if (message.has("id")) {
                return message;
            }
        }
        throw new IOException("the stream ended without an answer");
    }

    /** Waits for the notification of that method, about that URI where one is given. */
    void await(String method, String uri) throws IOException {
        for (JsonObject message = next(); message != null; message = next()) {
            if (message.get("method") != null
                    && method.equals(message.get("method").getAsString())
                    && (uri == null
                            || uri.equals(
                                    message.getAsJsonObject("params").get("uri").getAsString()))) {
                return;
            }
        }
        throw new IOException("the stream ended without " + method);
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        body.close();
    }
}
