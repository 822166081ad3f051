package dev.backplane.spi.registry;

/**
 * To whom an entry belongs: when the owner goes, its entries go.
 *
 * @param kind such as {@code bundle}, {@code session}, {@code connection}
 * @param id unique within its kind
 */
public record Owner(String kind, String id) {}
