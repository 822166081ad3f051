package dev.backplane.api;

import java.time.Duration;
import java.util.List;

/**
 * What reading a resource gives.
 *
 * @param contents one part, or several (a directory's files)
 * @param timeToLive how long a client may keep it; zero: not at all
 * @param shared true: the same for every caller; false: for this caller alone
 */
public record ResourceResult(List<ResourceContents> contents, Duration timeToLive, boolean shared) {

    public ResourceResult {
        contents = List.copyOf(contents);
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("timeToLive is " + timeToLive + ", must be >= 0");
        }
    }

    /** One part, not to be kept by clients. */
    public static ResourceResult of(ResourceContents contents) {
        return new ResourceResult(List.of(contents), Duration.ZERO, false);
    }

    public static ResourceResult text(String uri, String mimeType, String text) {
        return of(new ResourceContents.Text(uri, mimeType, text));
    }
}
