package dev.backplane.spi.registry;

/**
 * What an entry is found under.
 *
 * @param kind such as {@code tool}, {@code session}, {@code subscription}
 * @param name unique within its kind
 */
public record Key(String kind, String name) {

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.hashCode();
    }
}
