package dev.backplane.itests.load;

import com.google.gson.JsonObject;
import dev.backplane.itests.load.Operation.What;
import java.io.IOException;
import java.util.Random;

/** Opens a stream by {@code subscriptions/listen}, hears of one change, and hangs up. */
final class ListenMoves implements Moves {
    private static final String METHOD = "subscriptions/listen";

    private final int port;
    private final Client client;
    private final History.Page page;
    private final String name;
    private int count;

    ListenMoves(int port, Client client, History.Page page, String name) {
        this.port = port;
        this.client = client;
        this.page = page;
        this.name = name;
    }

    @Override
    public void step(Random random) {
        String listener = "listener-" + name + "-" + ++count;
        String uri = "itest://news/" + listener;
        String message = "{\"jsonrpc\":\"2.0\",\"id\":\"" + listener + "\",\"method\":\"" + METHOD + "\",\"params\":"
                + Client.modernParams("\"notifications\":{\"resourceSubscriptions\":[\"" + uri + "\"]}") + "}";
        long start = System.nanoTime();
        try (EventReader stream = EventReader.post(port, Client.modernHeaders(METHOD), message)) {
            hear(stream, "acknowledged");
            page.add(What.LISTEN, listener, uri, start, "acknowledged");
            start = System.nanoTime();
            page.add(What.ANNOUNCE, listener, uri, start, client.call("", "announce", "{\"uri\":\"" + uri + "\"}"));
            start = System.nanoTime();
            JsonObject params = hear(stream, "updated").params();
            page.add(What.EVENT, listener, "", start, params.get("uri").getAsString());
        } catch (IOException | RuntimeException e) {
            page.add(What.LISTEN, listener, uri, start, Operation.ERROR + e);
        }
    }

    private static EventReader.Event hear(EventReader stream, String end) throws IOException {
        EventReader.Event event = stream.next();
        while (event != null && !event.method().endsWith(end)) {
            event = stream.next();
        }
        if (event == null) {
            throw new IOException("the stream ended before " + end);
        }
        return event;
    }
}
