package dev.backplane.slots.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the slots, PID {@value ServiceSlots#PID}. */
@ObjectClassDefinition(
        id = ServiceSlots.PID,
        name = "Backplane: slots",
        description = "Which variant of each part is active, and how parts are swapped. Changes apply at once.")
public @interface SlotsConfig {

    @AttributeDefinition(name = "Registry", description = "Variant, such as single; empty: the best that is there.")
    String registry() default "";

    @AttributeDefinition(
            name = "Session store",
            description = "Variant, such as memory; empty: the best that is there.")
    String session() default "";

    @AttributeDefinition(name = "Codec", description = "Variant, such as gson; empty: the best that is there.")
    String codec() default "";

    @AttributeDefinition(name = "Dispatcher", description = "Variant, such as pool; empty: the best that is there.")
    String dispatch() default "";

    @AttributeDefinition(
            name = "Cache tier L1",
            description = "Variant, such as ehcache; empty: the best that is there, if there is one.")
    String cache_l1() default "";

    @AttributeDefinition(
            name = "Cache tier L2",
            description = "Variant, such as hazelcast; empty: the best that is there, if there is one.")
    String cache_l2() default "";

    @AttributeDefinition(
            name = "Cache tier L3",
            description = "Variant, such as redis; empty: the best that is there, if there is one.")
    String cache_l3() default "";

    @AttributeDefinition(
            name = "Hold time, milliseconds",
            description = "How long calls wait for an implementation after a slot has emptied, 0 to 60000.",
            min = "0",
            max = "60000")
    long holdMillis() default 2_000;

    @AttributeDefinition(
            name = "Drain time, milliseconds",
            description = "How long writes are held at most at the end of a swap before they go on for another"
                    + " attempt, 1 to 10000.",
            min = "1",
            max = "10000")
    long drainMillis() default 100;

    @AttributeDefinition(
            name = "Stall time, milliseconds",
            description =
                    "How long a swap may stand still before it is rolled back, 100 to 600000. A cache tier that cannot"
                            + " keep up with what is written for so long begins with nothing.",
            min = "100",
            max = "600000")
    long stallMillis() default 5_000;

    @AttributeDefinition(
            name = "Registry when it has grown",
            description = "Variant, such as sharded, that the registry is swapped for once it has registryGrownEntries;"
                    + " empty: it is not.")
    String registryGrown() default "";

    @AttributeDefinition(
            name = "Entries of a registry that has grown",
            description = "From how many entries on registryGrown is used, 1 to 1000000000.",
            min = "1",
            max = "1000000000")
    long registryGrownEntries() default 500_000;
}
