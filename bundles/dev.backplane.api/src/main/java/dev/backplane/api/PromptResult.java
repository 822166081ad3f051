package dev.backplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prompt, ready for a model. */
public record PromptResult(@Nullable String description, List<Message> messages) {

    /** One message of the conversation. */
    public record Message(Role role, Content content) {}

    public PromptResult {
        messages = List.copyOf(messages);
    }

    /** One text that the user says. */
    public static PromptResult user(String text) {
        return of(new Message(Role.USER, new Content.Text(text)));
    }

    public static PromptResult of(Message... messages) {
        return new PromptResult(null, List.of(messages));
    }
}
