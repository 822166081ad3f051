package dev.backplane.connections.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the limits over all ways in, PID {@value ConnectionLimiter#PID}. {@link Limits} checks the bounds. */
@ObjectClassDefinition(
        id = ConnectionLimiter.PID,
        name = "Backplane: connections",
        description =
                "How many connections there may be over all ways in, in all and from one address. Changes apply at"
                        + " once, to connections yet to come.")
public @interface ConnectionsConfig {

    @AttributeDefinition(
            description = "Connections at once over all ways in, 0 to 10000000; further ones are refused; 0: three"
                    + " quarters of the files that the process may have open",
            min = "0",
            max = "10000000")
    int connectionsMax() default 0;

    @AttributeDefinition(
            description = "Connections at once from one address, 0 to 10000000, or from one network of 64 bits in IPv6;"
                    + " further ones are refused; 0: as many as there may be at all",
            min = "0",
            max = "10000000")
    int addressConnectionsMax() default 1000;

    @AttributeDefinition(
            description = "Whether the limit of an address holds for this machine's own, too: behind a proxy of this"
                    + " machine all peers share one")
    boolean limitLoopback() default false;
}
