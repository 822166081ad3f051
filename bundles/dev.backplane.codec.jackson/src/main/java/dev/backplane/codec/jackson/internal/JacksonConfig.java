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
                    "true: what is not well-formed UTF-8 is refused. false: only what Jackson stumbles over is, and wrong bytes"
                            + " may reach tools and logs: for peers that are known to write UTF-8.")
    boolean validateUtf8() default true;
}
