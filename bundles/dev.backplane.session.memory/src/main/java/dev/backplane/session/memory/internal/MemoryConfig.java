package dev.backplane.session.memory.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the session store on the heap, PID {@value MemorySessionStore#PID}. */
@ObjectClassDefinition(
        id = MemorySessionStore.PID,
        name = "Backplane: sessions in memory",
        description = "Bounds of what the store keeps for clients that come back. Changes apply at once.")
public @interface MemoryConfig {

    @AttributeDefinition(
            name = "Events to replay",
            description = "Stream events kept for each session, 0 to 100000; the oldest go first.",
            min = "0",
            max = "100000")
    int replayEventsMax() default 256;

    @AttributeDefinition(
            name = "Bytes to replay",
            description =
                    "Bytes of the messages of the stream events kept for each session, 0 to 1073741824 (1 GiB); the oldest go first.",
            min = "0",
            max = "1073741824")
    long replayBytesMax() default 1 << 20;
}
