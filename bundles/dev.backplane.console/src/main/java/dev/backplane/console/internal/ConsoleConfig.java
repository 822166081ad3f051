package dev.backplane.console.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the console. */
@ObjectClassDefinition(name = "Backplane: console", description = "The page at /console")
public @interface ConsoleConfig {

    @AttributeDefinition(description = "JAAS realm that operators log in with")
    String realm() default "karaf";

    @AttributeDefinition(description = "Role that an operator must have; who has not is refused")
    String role() default "admin";

    @AttributeDefinition(description = "Minutes without a request after which an operator is logged out, 1 to 1440")
    int idleMinutes() default 30;

    @AttributeDefinition(description = "Refused logins a minute, 1 to 1000; beyond, all are turned away for a while")
    int refusedLoginsMax() default 10;

    @AttributeDefinition(description = "Pages that may be watched at once, 1 to 1000")
    int watchersMax() default 32;
}
