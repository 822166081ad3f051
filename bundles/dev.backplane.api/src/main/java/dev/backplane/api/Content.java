package dev.backplane.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One block of content in a tool result, a prompt or a sampled message. */
public sealed interface Content {

    /** For whom the block is; null: unsaid. */
    @Nullable
    Audience audience();

    record Text(String text, @Nullable Audience audience) implements Content {
        public Text(String text) {
            this(text, null);
        }
    }

    /** A picture. The array is not copied: do not change it. */
    record Image(byte[] data, String mimeType, @Nullable Audience audience) implements Content {
        public Image(byte[] data, String mimeType) {
            this(data, mimeType, null);
        }
    }

    /** Sound (since 2025-03-26). The array is not copied: do not change it. */
    record Audio(byte[] data, String mimeType, @Nullable Audience audience) implements Content {
        public Audio(byte[] data, String mimeType) {
            this(data, mimeType, null);
        }
    }

    /** A resource's contents, carried along. */
    record Embedded(ResourceContents resource, @Nullable Audience audience) implements Content {
        public Embedded(ResourceContents resource) {
            this(resource, null);
        }
    }

    /** A pointer to a resource that the client may read (since 2025-06-18). */
    record Link(ResourceInfo resource, @Nullable Audience audience) implements Content {
        public Link(ResourceInfo resource) {
            this(resource, null);
        }
    }

    /**
     * A block of a kind that this API has no record for, such as {@code tool_use} in a sampled message.
     *
     * @param value the block as a JSON object, {@code type} included
     */
    record Other(Map<String, Object> value) implements Content {
        @Override
        public @Nullable Audience audience() {
            return null;
        }
    }
}
