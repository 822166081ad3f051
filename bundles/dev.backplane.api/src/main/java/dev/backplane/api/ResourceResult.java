package dev.backplane.api;

import java.time.Duration;
import java.util.List;

/**
 * What reading a resource gives.
 *
 * @param contents one part, or several (a directory's files)
 * @param timeToLive how long a client, and the platform, may keep it; zero: not at all. {@link Changes#resourceUpdated} ends it
 * @param shared true: the same for every caller; false: for this caller alone, which is the principal, or else the session
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

    /** Lets it be kept for so long, for the same caller. */
    public ResourceResult forCaller(Duration time) {
        return new ResourceResult(contents, time, false);
    }

    /** Lets it be kept for so long, for everybody. */
    public ResourceResult forAll(Duration time) {
        return new ResourceResult(contents, time, true);
    }
}
