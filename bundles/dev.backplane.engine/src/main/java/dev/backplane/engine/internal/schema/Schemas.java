package dev.backplane.engine.internal.schema;

import dev.backplane.api.RawJson;
import dev.backplane.engine.internal.held.HeldTable;
import dev.backplane.spi.cache.HeldValues;
import dev.backplane.spi.registry.Owner;

/**
 * Compiled schemas that authors give as texts: those of tools, and of forms, which are asked for again and again. Equal texts are
 * compiled once. What is compiled depends on the text alone, so that it may be forgotten at any time and holds nothing of a plugin.
 * Thread-safe.
 */
public final class Schemas {

    /** Schemas held; beyond, and beyond their bytes, those go that are not asked for. */
    static final int ENTRIES_MAX = 4_096;

    private static final long BYTES_MAX = 32 << 20;

    /** What a character of a text comes to with its values and rules, roughly. */
    private static final long BYTES_A_CHARACTER = 16;

    private final HeldTable<String, SchemaPart> parts = new HeldTable<>(
            "schemas", ENTRIES_MAX, BYTES_MAX, part -> part.text().text().length() * BYTES_A_CHARACTER);

    /** Returns what is held, for the cache to show. */
    public HeldValues held() {
        return parts;
    }

    /** The owner does not come back: what was compiled for it is forgotten. */
    public void gone(Owner owner) {
        parts.invalidate(tag(owner));
    }

    /**
     * Returns the schema of a text.
     *
     * @throws SchemaException if it is none within the bounds
     */
    SchemaPart of(RawJson text, Owner owner) {
        return parts.get(text.text(), tag(owner), missing -> SchemaPart.given(text));
    }

    private static String tag(Owner owner) {
        return owner.kind() + ':' + owner.id();
    }
}
