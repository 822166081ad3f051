package dev.backplane.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the engine, PID {@code dev.backplane.engine}. */
@ObjectClassDefinition(name = "Backplane engine", description = "The MCP protocol engine")
@interface EngineConfig {

    @AttributeDefinition(description = "Name the server gives itself")
    String serverName() default "backplane";

    @AttributeDefinition(description = "Title the server gives itself, for people")
    String serverTitle() default "Backplane";

    @AttributeDefinition(description = "Instructions for the model; empty: none")
    String instructions() default "";

    @AttributeDefinition(description = "Entries on a page of a list, 1 to 100000")
    int pageSize() default 1000;

    @AttributeDefinition(description = "Messages in a batch (2025-03-26), 1 to 10000")
    int batchMax() default 100;

    @AttributeDefinition(description = "Legacy sessions, 1 to 10000000")
    int sessionsMax() default 100_000;

    @AttributeDefinition(
            description = "Legacy sessions of one caller, which is its principal or else its address, 1 to 10000000")
    int sessionsPerCallerMax() default 100_000;

    @AttributeDefinition(
            description =
                    "What happens where there is no room for another session: evict ends the one that has been idle"
                            + " for longest and is not in use; refuse answers 503, or 429 where it is the caller's room")
    String sessionsFull() default "evict";

    @AttributeDefinition(
            description = "A legacy session without a message or a stream ends after this, 1000 to 31536000000")
    long sessionIdleMillis() default 3_600_000;

    @AttributeDefinition(
            description = "A legacy session ends after this, used or not, 0 to 31536000000; 0: as long as it is used")
    long sessionLifeMillis() default 604_800_000;

    @AttributeDefinition(
            description = "A legacy session without a message or a stream for this long is kept in a compact form until"
                    + " its next message, 100 to 31536000000")
    long sessionHibernateMillis() default 30_000;

    @AttributeDefinition(
            description = "Bytes that the params of initialize may have as they are kept, 1024 to 16777216")
    int initializeBytesMax() default 65_536;

    @AttributeDefinition(
            description = "A call without a time limit of its own is cancelled after this, 100 to 86400000")
    long callTimeMillis() default 600_000;

    @AttributeDefinition(
            description = "Whether a tool that does not say may run on the I/O thread once it was seen to be short")
    boolean adaptive() default true;

    @AttributeDefinition(description = "What 99 of 100 calls of such a tool stay within, 1 to 100000 microseconds")
    long shortMicros() default 200;

    @AttributeDefinition(description = "Over how many calls that must be seen, none of which waits, 10 to 1000000")
    int shortCalls() default 500;

    @AttributeDefinition(
            description = "A tool with so many failures within the window rests, 0 to 1000000; 0: none does. What"
                    + " exceeds its time limit, the stack, the heap or answerBytesMax counts for 5, what does not even"
                    + " end then for 10 more")
    int breakerFailures() default 50;

    @AttributeDefinition(
            description = "The share of a tool's calls that these failures must be besides, 1 to 100 percent")
    int breakerPercent() default 50;

    @AttributeDefinition(description = "The window of the failures, 100 to 3600000")
    long breakerWindowMillis() default 30_000;

    @AttributeDefinition(description = "How long a tool rests, 10 to 3600000")
    long breakerRestMillis() default 10_000;

    @AttributeDefinition(description = "Calls that try a tool after its rest and must all go well, 1 to 1000")
    int breakerProbes() default 3;

    @AttributeDefinition(description = "A handler that goes on for so long after its interruption hangs, 10 to 600000")
    long hungMillis() default 2_000;

    @AttributeDefinition(
            description = "A call on an I/O thread is ended after this, whatever its time limit, 10 to 600000")
    long ioTimeMillis() default 2_000;

    @AttributeDefinition(
            description =
                    "Messages of one call in a second, 1 to 1000000; of more progress the latest is sent, more log"
                            + " messages are counted")
    int callMessagesPerSecond() default 1_000;

    @AttributeDefinition(description = "Bytes of one answer or notification, 1024 to 1073741824")
    int answerBytesMax() default 16 * 1024 * 1024;

    @AttributeDefinition(description = "How long a question to the client may stay unanswered, 1000 to 86400000")
    long askTimeMillis() default 600_000;

    @AttributeDefinition(description = "List changes within this time are announced as one, 0 to 60000")
    long settleMillis() default 100;

    @AttributeDefinition(
            description =
                    "How long a plugin's stop waits for its calls under way, in all, 0 to 600000; then it goes on")
    long drainMillis() default 10_000;

    @AttributeDefinition(
            description =
                    "How long calls wait for what was taken away to come back, 0 to 600000; it stays listed meanwhile")
    long holdMillis() default 2_000;

    @AttributeDefinition(description = "Calls that wait so at a time, 0 to 1000000; more are refused")
    int heldCallsMax() default 10_000;

    @AttributeDefinition(description = "How long clients may keep a list (2026-07-28), 0 to 86400000")
    long listTtlMillis() default 5_000;

    @AttributeDefinition(description = "When a client whose stream was released comes back, 0 to 600000")
    long retryMillis() default 1_000;

    @AttributeDefinition(description = "Tasks kept at a time, 1 to 1000000")
    int tasksMax() default 10_000;

    @AttributeDefinition(
            description = "Tasks kept at a time for one session, or one principal without one, 1 to 1000000")
    int tasksPerCallerMax() default 1_000;

    @AttributeDefinition(description = "Tasks that run, or wait for their client, at a time, 1 to 1000000")
    int tasksRunningMax() default 2_000;

    @AttributeDefinition(description = "Bytes of the results of tasks kept at a time, 1024 to 1099511627776 (1 TiB)")
    long taskBytesMax() default 134_217_728;

    @AttributeDefinition(
            description = "Whether the task that ended first goes where there is no room for another one;"
                    + " else the new one is refused")
    boolean tasksEvict() default true;

    @AttributeDefinition(
            description = "How long a task is kept from its creation, whatever its client wants, 1000 to 604800000")
    long taskTtlMillis() default 3_600_000;

    @AttributeDefinition(description = "How often clients are asked to poll a task, 10 to 600000")
    long taskPollMillis() default 500;

    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description =
                    "Secret that seals request states, at least 32 characters; empty: a new one each start. Nodes of a"
                            + " cluster must share it")
    String stateSecret() default "";
}
