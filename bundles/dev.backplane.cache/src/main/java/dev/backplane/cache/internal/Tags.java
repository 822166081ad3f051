package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheKey;

/** The tags that tiers keep: those of authors, and those by which a value goes when what it was made from does. */
final class Tags {

    private Tags() {}

    /** Returns the tag of all that authors tagged so. */
    static String named(String tag) {
        return "t:" + tag;
    }

    /** Returns the tag of all that was made from a value. */
    static String madeFrom(CacheKey key) {
        // a namespace's name has no slash
        return "k:" + key.namespace() + "/" + key.key();
    }

    /** Returns the tag of all that was made from values of a namespace. */
    static String madeFrom(String namespace) {
        return "n:" + namespace;
    }
}
