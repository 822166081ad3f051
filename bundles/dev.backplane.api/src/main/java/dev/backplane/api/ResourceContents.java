package dev.backplane.api;

import org.jspecify.annotations.Nullable;

/** The contents of one resource: text or bytes. */
public sealed interface ResourceContents {

    String uri();

    @Nullable
    String mimeType();

    record Text(String uri, @Nullable String mimeType, String text) implements ResourceContents {}

    /** Bytes, sent as base64. The array is not copied: do not change it. */
    record Blob(String uri, @Nullable String mimeType, byte[] data) implements ResourceContents {}
}
