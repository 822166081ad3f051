package dev.backplane.checklist.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the checklist, PID {@value Settings#PID}. */
@ObjectClassDefinition(
        id = Settings.PID,
        name = "Backplane: checklist",
        description = "What the platform measures in itself")
public @interface ChecklistConfig {

    @AttributeDefinition(
            description = "Pause between two rounds of all checks, 100 to 3600000; longer where a round has taken more"
                    + " than a 200th of it in processor time")
    long periodMillis() default 10_000;

    @AttributeDefinition(description = "A check that takes longer is a bottleneck itself, 10 to 60000")
    long limitMillis() default 2_000;

    @AttributeDefinition(description = "Over what time events are counted, 100 to 3600000")
    long windowMillis() default 60_000;

    @AttributeDefinition(description = "A legacy session that is idle for longer should hibernate, 100 to 31536000000")
    long sessionIdleMillis() default 30_000;

    @AttributeDefinition(
            description = "What layers count for in the overall score, such as registry=2, cache=0.5; 1 unless named")
    String weights() default "";
}
