package dev.backplane.transport.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A password as it stands in the configuration: itself, {@code file:} and a path, or {@code env:} and the name of a
 * variable of the environment. Immutable. It never shows in text.
 */
final class Secret {

    private static final String FILE = "file:";
    private static final String ENVIRONMENT = "env:";
    private static final int FILE_CHARS_MAX = 4096;

    private final String key;
    private final String configured;

    Secret(String key, String configured) {
        this.key = key;
        this.configured = configured;
    }

    /** Returns the file that it is read from, or null. */
    @Nullable
    Path file() {
        return configured.startsWith(FILE) ? Path.of(configured.substring(FILE.length())) : null;
    }

    /** @throws TlsException if it cannot be had */
    char[] chars() {
        Path file = file();
        if (file != null) {
            try {
                String text = Files.readString(file, StandardCharsets.UTF_8).strip();
                if (text.length() > FILE_CHARS_MAX) {
                    throw new TlsException(
                            key + ": file " + file + " has more than " + FILE_CHARS_MAX + " characters", null);
                }
                return text.toCharArray();
            } catch (IOException e) {
                throw new TlsException(key + ": file " + file + " cannot be read", e);
            }
        }
        if (configured.startsWith(ENVIRONMENT)) {
            String name = configured.substring(ENVIRONMENT.length());
            String value = System.getenv(name);
            if (value == null) {
                throw new TlsException(key + ": there is no variable " + name + " in the environment", null);
            }
            return value.toCharArray();
        }
        return configured.toCharArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && key.equals(secret.key) && configured.equals(secret.configured);
    }

    @Override
    public int hashCode() {
        return configured.hashCode();
    }

    @Override
    public String toString() {
        return configured.isEmpty() ? "" : "***";
    }
}
