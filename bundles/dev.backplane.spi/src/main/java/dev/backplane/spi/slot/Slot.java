package dev.backplane.spi.slot;

/**
 * The slots, and the service properties by which implementations fill them. An implementation is an OSGi service under
 * its SPI interface with {@value #SLOT} and {@value #VARIANT}; the active one is offered once more with
 * {@value #ACTIVE} set, and that is the service consumers bind.
 */
public final class Slot {

    /** Service property: which slot the implementation fills. */
    public static final String SLOT = "slot";

    /** Service property: the implementation's name within the slot, such as {@code single}. */
    public static final String VARIANT = "variant";

    /** Service property of the facade of a slot's active implementation. */
    public static final String ACTIVE = "active";

    /** Service property, Integer: the first version of Java that the implementation runs on, where that is not this one's own. */
    public static final String JAVA = "java";

    /** Target filter for references to what is active. */
    public static final String ACTIVE_TARGET = "(" + ACTIVE + "=true)";

    public static final String REGISTRY = "registry";
    public static final String SESSION = "session";
    public static final String CODEC = "codec";
    public static final String DISPATCH = "dispatch";

    /** The cache tiers, from the fastest to the slowest. They are optional: calls go on without those that are not there. */
    public static final String CACHE_L1 = "cache.l1";

    public static final String CACHE_L2 = "cache.l2";
    public static final String CACHE_L3 = "cache.l3";

    private Slot() {}
}
