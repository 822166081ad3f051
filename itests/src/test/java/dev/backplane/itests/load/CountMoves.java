package dev.backplane.itests.load;

import com.google.gson.JsonObject;
import dev.backplane.itests.load.Operation.What;
import java.io.IOException;
import java.util.Random;
import java.util.StringJoiner;

/** Calls whose answer is a stream that is cut off in the middle, and taken up again by the last event's id. */
final class CountMoves implements Moves {
    private static final int TO = 6;
    private static final int PAUSE_MILLIS = 1;

    private final int port;
    private final History.Page page;
    private final SessionMoves sessions;
    private int ids = 1_000_000;

    CountMoves(int port, History.Page page, SessionMoves sessions) {
        this.port = port;
        this.page = page;
        this.sessions = sessions;
    }

    /** What is heard when nothing is lost or doubled. */
    static String expected() {
        return "1 2 3 4 5 6 counted to " + TO;
    }

    @Override
    public void step(Random random) {
        String session = sessions.any(random);
        if (session.startsWith(Operation.ERROR)) {
            return;
        }
        int id = ++ids;
        String message = "{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"method\":\"tools/call\",\"params\":{\"name\":\"count\",\"arguments\":{\"to\":" + TO
                + ",\"pauseMillis\":" + PAUSE_MILLIS + "},\"_meta\":{\"progressToken\":" + id + "}}}";
        int cut = random.nextInt(TO);
        StringJoiner heard = new StringJoiner(" ");
        String last = "";
        long start = System.nanoTime();
        try {
            try (EventReader stream = EventReader.post(port, Client.headers(session), message)) {
                for (int i = 0; i <= cut; i++) {
                    last = hear(stream.next(), heard);
                }
            }
            try (EventReader rest = EventReader.get(port, session, last)) {
                String text = heard.toString();
                while (!text.contains("counted")) {
                    hear(rest.next(), heard);
                    text = heard.toString();
                }
            }
        } catch (IOException | RuntimeException e) {
            page.add(What.COUNT, session, "cut at " + cut, start, Operation.ERROR + e + " after " + heard);
            return;
        }
        page.add(What.COUNT, session, "cut at " + cut, start, heard.toString());
    }

    private static String hear(EventReader.Event event, StringJoiner heard) throws IOException {
        if (event == null) {
            throw new IOException("the stream ended");
        }
        JsonObject message = event.message();
        if (message != null && message.has("result")) {
            heard.add(message.getAsJsonObject("result")
                    .getAsJsonArray("content")
                    .get(0)
                    .getAsJsonObject()
                    .get("text")
                    .getAsString());
        } else if (message != null && message.has("error")) {
            throw new IOException(message.toString());
        } else if (event.method().equals("notifications/progress")) {
            heard.add(Long.toString(event.params().get("progress").getAsLong()));
        }
        return event.id();
    }
}
