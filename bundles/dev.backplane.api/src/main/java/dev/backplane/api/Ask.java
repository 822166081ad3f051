package dev.backplane.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question to the client, for {@link CallContext#ask}.
 *
 * @param <R> the type of its answer
 */
public sealed interface Ask<R> {

    /** Asks the user to fill in a form. */
    static Form form(String message, String requestedSchema) {
        return new Form(message, new RawJson(requestedSchema));
    }

    /**
     * Asks the user to visit a page (since 2025-11-25), for what must not pass through the client.
     *
     * @param elicitationId the author's name for this very question, unguessable, the same each time the handler is
     *     entered; for {@link Changes#elicitationCompleted}
     */
    static Url url(String elicitationId, String message, String url) {
        return new Url(elicitationId, message, url);
    }

    /** Asks the client's model. */
    static Sample sample(String text, int maxTokens) {
        return new Sample(
                List.of(new PromptResult.Message(Role.USER, new Content.Text(text))), maxTokens, null, Map.of());
    }

    /** Asks for the client's roots. */
    static Roots roots() {
        return new Roots();
    }

    /**
     * A form.
     *
     * @param message for the user
     * @param requestedSchema flat JSON Schema of an object with primitive fields, kept verbatim
     */
    record Form(String message, RawJson requestedSchema) implements Ask<ElicitAnswer> {}

    /** A page to visit. */
    record Url(String elicitationId, String message, String url) implements Ask<ElicitAnswer> {}

    /**
     * A message to be completed by the client's model.
     *
     * @param maxTokens at least 1
     * @param systemPrompt null: none
     * @param options further members of {@code CreateMessageRequest.params} (modelPreferences, temperature, tools …) as
     *     JSON values
     */
    record Sample(
            List<PromptResult.Message> messages,
            int maxTokens,
            @Nullable String systemPrompt,
            Map<String, Object> options)
            implements Ask<SampleAnswer> {
        public Sample {
            if (maxTokens < 1) {
                throw new IllegalArgumentException("maxTokens is " + maxTokens + ", must be >= 1");
            }
            messages = List.copyOf(messages);
            options = Map.copyOf(options);
        }
    }

    /** The client's roots. */
    record Roots() implements Ask<RootsAnswer> {}

    /**
     * What the user did with a form or a page.
     *
     * @param content the form's fields as JSON values; empty unless accepted
     */
    record ElicitAnswer(Action action, Map<String, Object> content) {
        public boolean accepted() {
            return action == Action.ACCEPT;
        }
    }

    /** What the user chose. */
    enum Action {
        ACCEPT,
        DECLINE,
        CANCEL
    }

    /**
     * What the client's model said.
     *
     * @param content the blocks it answered; one, except where tools were offered
     * @param stopReason null: unsaid
     */
    record SampleAnswer(
            Role role,
            List<Content> content,
            String model,
            @Nullable String stopReason) {
        /** Returns the text of all text blocks, joined. */
        public String text() {
            StringBuilder all = new StringBuilder();
            for (Content block : content) {
                if (block instanceof Content.Text text) {
                    all.append(text.text());
                }
            }
            return all.toString();
        }
    }

    /** The client's roots. */
    record RootsAnswer(List<Root> roots) {}

    /** One root: a {@code file:} URI. */
    record Root(String uri, @Nullable String name) {}
}
