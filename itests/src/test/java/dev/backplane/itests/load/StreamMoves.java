package dev.backplane.itests.load;

import com.google.gson.JsonObject;
import dev.backplane.itests.load.Operation.What;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A session whose standing stream hears of changed resources, is cut off, and is taken up again where it was. Each
 * announcement is of a URI of its own, so that each event can be told from all others.
 */
final class StreamMoves implements Moves {
    private static final int NEWS_MAX = 3;

    private final int port;
    private final Client client;
    private final History.Page page;
    private final String name;
    private String session = Operation.ERROR;
    private EventReader stream;
    private String last = "";
    private int count;

    StreamMoves(int port, Client client, History.Page page, String name) {
        this.port = port;
        this.client = client;
        this.page = page;
        this.name = name;
    }

    @Override
    public void step(Random random) {
        if (session.startsWith(Operation.ERROR)) {
            session = SessionMoves.open(client, page);
            return;
        }
        if (stream == null) {
            attach();
        }
        int news = 1 + random.nextInt(NEWS_MAX);
        if (last.isEmpty() || random.nextBoolean()) {
            for (int i = 0; i < news; i++) {
                hear(List.of(announce()));
            }
        } else {
            detach();
            List<String> missed = new ArrayList<>();
            for (int i = 0; i < news; i++) {
                missed.add(announce());
            }
            attach();
            hear(missed);
        }
    }

    @Override
    public void finish() {
        detach();
        if (!session.startsWith(Operation.ERROR)) {
            long start = System.nanoTime();
            page.add(What.DELETE, session, "", start, client.delete(session));
        }
    }

    private void attach() {
        long start = System.nanoTime();
        String answer = "stream";
        try {
            stream = EventReader.get(port, session, last);
        } catch (IOException e) {
            answer = Operation.ERROR + e.getMessage();
        }
        page.add(What.ATTACH, session, last, start, answer);
    }

    private void detach() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    private String announce() {
        String uri = "itest://news/" + name + "-" + ++count;
        String params = "{\"uri\":\"" + uri + "\"}";
        long start = System.nanoTime();
        page.add(What.SUBSCRIBE, session, uri, start, client.plain(session, "resources/subscribe", params));
        start = System.nanoTime();
        page.add(What.ANNOUNCE, session, uri, start, client.call("", "announce", params));
        start = System.nanoTime();
        page.add(What.UNSUBSCRIBE, session, uri, start, client.plain(session, "resources/unsubscribe", params));
        return uri;
    }

    /** Reads events until the last of these has come. */
    private void hear(List<String> uris) {
        String awaited = uris.get(uris.size() - 1);
        String heard = "";
        while (stream != null && !heard.equals(awaited)) {
            long start = System.nanoTime();
            String id = "";
            try {
                EventReader.Event event = stream.next();
                if (event == null) {
                    throw new IOException("the stream ended");
                }
                id = event.id();
                last = id;
                JsonObject params = event.params();
                heard = params != null && params.has("uri") ? params.get("uri").getAsString() : event.method();
            } catch (IOException e) {
                heard = Operation.ERROR + e + ", awaited was " + awaited;
                detach();
            }
            page.add(What.EVENT, session, id, start, heard);
        }
    }
}
