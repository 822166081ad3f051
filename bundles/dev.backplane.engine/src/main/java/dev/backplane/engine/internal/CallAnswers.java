package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.InputRequired;
import dev.backplane.api.MissingCapabilityException;
import dev.backplane.engine.internal.schema.FormSchema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the handler of one call has asked its client, and what that has answered so far. Thread-safe. */
final class CallAnswers {

    private final ClientProfile client;

    /** Written between the rounds of the call, read within them. */
    private Map<String, @Nullable Object> answers = Map.of();

    /** What was asked in this round and is not answered yet. Guarded by this. */
    private @Nullable Map<String, Ask<?>> pending;

    CallAnswers(ClientProfile client) {
        this.client = client;
    }

    void add(Map<String, @Nullable Object> more) {
        if (!more.isEmpty()) {
            Map<String, @Nullable Object> all = new HashMap<>(answers);
            all.putAll(more);
            answers = all;
        }
    }

    /** Returns the answers so far, by the questions' keys. */
    Map<String, @Nullable Object> known() {
        return answers;
    }

    /** Returns the questions of the round that has ended; null: none. */
    synchronized @Nullable Map<String, Ask<?>> takePending() {
        Map<String, Ask<?>> asked = pending;
        pending = null;
        return asked;
    }

    boolean canAsk(Ask<?> question) {
        return client.missingFor(question).isEmpty();
    }

    /**
     * Returns the answers to all of the questions.
     *
     * @param forms gives the schemas of forms
     * @throws InputRequired if some are not there yet; the questions are pending then
     * @throws MissingCapabilityException if the client cannot be asked one of them
     */
    Map<String, Object> to(Map<String, Ask<?>> questions, FormSchema.Source forms) {
        Map<String, Object> known = new LinkedHashMap<>();
        Map<String, Ask<?>> open = new LinkedHashMap<>();
        for (Map.Entry<String, Ask<?>> each : questions.entrySet()) {
            if (answers.containsKey(each.getKey())) {
                known.put(
                        each.getKey(),
                        AskWire.answer(each.getKey(), each.getValue(), answers.get(each.getKey()), forms));
                continue;
            }
            Map<String, Object> missing = client.missingFor(each.getValue());
            if (!missing.isEmpty()) {
                throw new MissingCapabilityException(missing);
            }
            AskWire.check(each.getValue(), forms);
            open.put(each.getKey(), each.getValue());
        }
        if (open.isEmpty()) {
            return known;
        }
        synchronized (this) {
            if (pending == null) {
                pending = new LinkedHashMap<>();
            }
            pending.putAll(open);
        }
        throw new InputRequired();
    }
}
