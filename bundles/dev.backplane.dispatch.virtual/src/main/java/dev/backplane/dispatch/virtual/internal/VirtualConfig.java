package dev.backplane.dispatch.virtual.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the dispatcher on virtual threads, PID {@value VirtualDispatcher#PID}. */
@ObjectClassDefinition(
        id = VirtualDispatcher.PID,
        name = "Backplane: dispatcher on virtual threads",
        description = "Bounds and queues for work that may wait. Changes apply at once and lose no accepted work.")
public @interface VirtualConfig {

    @AttributeDefinition(
            name = "Workers",
            description = "Calls that may run at once, 1 to 65536.",
            min = "1",
            max = "65536")
    int workers() default 1_000;

    @AttributeDefinition(
            name = "Queue limit",
            description = "Calls that may wait for a worker, 0 to 1000000.",
            min = "0",
            max = "1000000")
    int queueLimit() default 10_000;

    @AttributeDefinition(
            name = "Session limit",
            description =
                    "Calls of one session that may wait or run, and as many tasks, 0 to 1000000; 0: no bound of its own.",
            min = "0",
            max = "1000000")
    int sessionLimit() default 256;

    @AttributeDefinition(
            name = "Tool limit",
            description = "Calls of one tool that may wait or run, and as many tasks, 0 to 1000000;"
                    + " 0: the workers and half of the queue limit.",
            min = "0",
            max = "1000000")
    int toolLimit() default 0;

    @AttributeDefinition(
            name = "Tool workers",
            description = "Calls of one tool that may run at once, 0 to 65536; 0: three quarters of the workers.",
            min = "0",
            max = "65536")
    int toolWorkers() default 0;

    @AttributeDefinition(
            name = "Bulk workers",
            description = "Tasks that may run at once, 1 to 65536;" + " 0: as many as calls.",
            min = "0",
            max = "65536")
    int bulkWorkers() default 0;

    @AttributeDefinition(
            name = "Bulk queue limit",
            description = "Tasks that may wait for a worker, 0 to 1000000.",
            min = "0",
            max = "1000000")
    int bulkQueueLimit() default 10_000;

    @AttributeDefinition(
            name = "Control workers",
            description = "Threads kept for cancellation, ping and shutdown alone, 1 to 64.",
            min = "1",
            max = "64")
    int controlWorkers() default 2;

    @AttributeDefinition(
            name = "Control queue limit",
            description = "Cancellations, pings and shutdowns that may wait, 0 to 1000000.",
            min = "0",
            max = "1000000")
    int controlQueueLimit() default 10_000;

    @AttributeDefinition(
            name = "Fenced workers",
            description = "Threads that may be written off at a time because their work does not end, 0 to 65536;"
                    + " each is replaced.",
            min = "0",
            max = "65536")
    int fencedMax() default 64;

    @AttributeDefinition(
            name = "Drain time, milliseconds",
            description = "How long accepted work may take to finish when the dispatcher stops, 0 to 600000.",
            min = "0",
            max = "600000")
    long drainMillis() default 10_000;
}
