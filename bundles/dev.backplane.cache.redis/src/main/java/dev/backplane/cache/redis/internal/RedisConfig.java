package dev.backplane.cache.redis.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the cache tier on Redis, PID {@value RedisCacheTier#PID}. */
@ObjectClassDefinition(
        id = RedisCacheTier.PID,
        name = "Backplane: cache on Redis",
        description = "Which server, and how long a call may wait for it. Changes apply at once.")
public @interface RedisConfig {

    @AttributeDefinition(name = "Host", description = "Name or address of the server, Redis 6.2 or later.")
    String host() default "127.0.0.1";

    @AttributeDefinition(name = "Port", description = "1 to 65535.", min = "1", max = "65535")
    int port() default 6379;

    @AttributeDefinition(name = "Database", description = "0 to 1000000.", min = "0", max = "1000000")
    int database() default 0;

    @AttributeDefinition(name = "User", description = "Empty: the server's default user.")
    String user() default "";

    @AttributeDefinition(name = "Password", description = "Empty: none is sent.", type = AttributeType.PASSWORD)
    String password() default "";

    @AttributeDefinition(name = "TLS", description = "Encrypt, and verify the server's certificate and its name.")
    boolean tls() default false;

    @AttributeDefinition(
            name = "Trust store",
            description = "File, PKCS#12 or JKS, with the certificates to trust; empty: what the JVM trusts.")
    String trustStore() default "";

    @AttributeDefinition(
            name = "Password of the trust store",
            description = "Empty: none.",
            type = AttributeType.PASSWORD)
    String trustStorePassword() default "";

    @AttributeDefinition(
            name = "Bound, milliseconds",
            description = "How long a call may take in all, 1 to 60000; one that takes longer fails.",
            min = "1",
            max = "60000")
    int timeoutMillis() default 50;

    @AttributeDefinition(
            name = "Connections",
            description = "How many calls can be under way at once, 1 to 256.",
            min = "1",
            max = "256")
    int poolSize() default 8;

    @AttributeDefinition(
            name = "Key prefix",
            description =
                    "What the names of all keys begin with; letters, digits, '.', '_' and '-'. Nodes with the same one"
                            + " share their values.")
    String prefix() default "backplane";

    @AttributeDefinition(
            name = "Failures that open the circuit",
            description = "1 to 1000. While it is open no call waits for the server.",
            min = "1",
            max = "1000")
    int failuresMax() default 3;

    @AttributeDefinition(
            name = "Time between attempts, milliseconds",
            description = "How often an open circuit is tried, 10 to 600000.",
            min = "10",
            max = "600000")
    int retryMillis() default 500;
}
