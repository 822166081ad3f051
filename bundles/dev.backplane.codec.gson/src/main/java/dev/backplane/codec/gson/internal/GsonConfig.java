package dev.backplane.codec.gson.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the Gson codec, PID {@value GsonCodec#PID}. */
@ObjectClassDefinition(
        id = GsonCodec.PID,
        name = "Backplane: Gson codec",
        description = "How strictly incoming text is checked. Changes apply to the next message.")
public @interface GsonConfig {

    @AttributeDefinition(
            name = "Validate UTF-8",
            description =
                    "true: what is not well-formed UTF-8 is refused. false: it reads as U+FFFD, and where a client gets"
                            + " back what it sent (an id, a progress token), it gets the same bytes.")
    boolean validateUtf8() default true;
}
