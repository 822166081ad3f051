package dev.backplane.slots.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the slots, PID {@value ServiceSlots#PID}. */
@ObjectClassDefinition(
        id = ServiceSlots.PID,
        name = "Backplane: slots",
        description = "Which variant of each part is active. Changes apply at once.")
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
            name = "Hold time, milliseconds",
            description = "How long calls wait for an implementation while a slot is empty, 0 to 60000.",
            min = "0",
            max = "60000")
    long holdMillis() default 2_000;
}
