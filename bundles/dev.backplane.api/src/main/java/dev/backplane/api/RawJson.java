package dev.backplane.api;

/**
 * JSON text that is sent as it stands.
 *
 * @param text one JSON value without line breaks that matter; its syntax is checked where it enters the platform
 */
public record RawJson(String text) {

    @Override
    public String toString() {
        return text;
    }
}
