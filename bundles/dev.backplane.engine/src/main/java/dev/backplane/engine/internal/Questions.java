package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends questions to legacy clients as requests of the server's. Thread-safe. */
record Questions(Frames frames, Subscriptions subscriptions) {

    /**
     * Makes requests of questions, which are expected to be answered from here on.
     *
     * @param done takes the answers by the questions' keys, once all are there
     */
    Round open(LiveSession session, Map<String, Ask<?>> asked, Consumer<Map<String, @Nullable Object>> done) {
        Round round = new Round(done);
        asked.forEach((key, question) -> {
            round.await(session.expect(round), key, question);
            if (question instanceof Ask.Url url) {
                subscriptions.elicited(url.elicitationId(), session);
            }
        });
        return round;
    }

    /**
     * Sends the requests of a round that was opened.
     *
     * @param reply carries them to the client
     * @param taskId the task that asks; null: none
     */
    void send(LiveSession session, Reply reply, Round round, @Nullable String taskId) {
        round.open()
                .forEach((id, question) -> reply.message(frames.request(
                        id,
                        AskWire.method(question),
                        out -> AskWire.params(out, question, session.version(), taskId))));
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
