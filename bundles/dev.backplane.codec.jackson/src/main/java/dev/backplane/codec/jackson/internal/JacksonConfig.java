package dev.backplane.codec.jackson.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the Jackson codec, PID {@value JacksonCodec#PID}. */
@ObjectClassDefinition(
        id = JacksonCodec.PID,
        name = "Backplane: Jackson codec",
        description = "How strictly incoming text is checked. Changes apply to the next message.")
public @interface JacksonConfig {

    @AttributeDefinition(
            name = "Validate UTF-8",
            description =
                    "true: what is not well-formed UTF-8 is refused. false: it reads as U+FFFD, and where a client gets"
                            + " back what it sent (an id, a progress token), it may get the same bytes.")
    boolean validateUtf8() default true;
}
