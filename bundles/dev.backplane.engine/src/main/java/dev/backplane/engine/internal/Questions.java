package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends questions to legacy clients as requests of the server's. Thread-safe. */
record Questions(Frames frames, Subscriptions subscriptions) {

    /**
     * Sends questions.
     *
     * @param reply carries them to the client
     * @param taskId the task that asks; null: none
     * @param done takes the answers by the questions' keys, once all are there
     */
    Round ask(
            LiveSession session,
            Reply reply,
            Map<String, Ask<?>> asked,
            @Nullable String taskId,
            Consumer<Map<String, @Nullable Object>> done) {
        Round round = new Round(done);
        Map<String, Ask<?>> byId = new LinkedHashMap<>();
        asked.forEach((key, question) -> {
            String id = session.expect(round);
            round.await(id, key);
            byId.put(id, question);
            if (question instanceof Ask.Url url) {
                subscriptions.elicited(url.elicitationId(), session);
            }
        });
        byId.forEach((id, question) -> reply.message(frames.request(
                id, AskWire.method(question), out -> AskWire.params(out, question, session.version(), taskId))));
        return round;
    }

    /** Tells the client that it need not answer any more. Returns false if all answers were there already. */
    boolean withdraw(LiveSession session, Reply reply, Round round, String reason) {
        boolean open = round.close();
        for (String id : session.forget(round)) {
            reply.message(frames.notification(
                    "notifications/cancelled",
                    out -> out.name("requestId").value(id).name("reason").value(reason)));
        }
        return open;
    }
}
