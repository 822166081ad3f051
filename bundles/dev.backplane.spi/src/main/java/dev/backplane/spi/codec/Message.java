package dev.backplane.spi.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One decoded JSON-RPC message, or a batch. The slices point into the decoded bytes, or a copy of them. */
public sealed interface Message {

    /**
     * A call that wants an answer.
     *
     * @param id a JSON string or number, as it stood in the text
     * @param params null: absent
     */
    record Request(Slice id, String method, @Nullable Members params) implements Message {}

    /** A call that wants none. */
    record Notification(String method, @Nullable Members params) implements Message {}

    /**
     * An answer to a request of ours; exactly one of result and error is there.
     *
     * @param id a JSON string or number; null: the peer could not tell which request it answers
     */
    record Response(
            @Nullable Slice id,
            @Nullable Slice result,
            @Nullable Slice error) implements Message {}

    /** A JSON array: each element is one message, yet to be decoded. */
    record Batch(List<Slice> elements) implements Message {
        public Batch {
            elements = List.copyOf(elements);
        }
    }

    /**
     * JSON, but no JSON-RPC message.
     *
     * @param id the id if it has a usable one
     * @param problem what is wrong, for the peer
     */
    record Invalid(@Nullable Slice id, String problem) implements Message {}
}
