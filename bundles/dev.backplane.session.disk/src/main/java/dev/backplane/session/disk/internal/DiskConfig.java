package dev.backplane.session.disk.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the session store on disk, PID {@value DiskSessionStore#PID}. */
@ObjectClassDefinition(
        id = DiskSessionStore.PID,
        name = "Backplane: sessions on disk",
        description = "Where sessions are kept, how much of them, and how soon. Changes apply at once.")
public @interface DiskConfig {

    @AttributeDefinition(
            name = "Directory",
            description = "Where the files are kept; relative to karaf.data. A change moves the sessions.")
    String directory() default "sessions";

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

    @AttributeDefinition(
            name = "Commit time of events, milliseconds",
            description = "How long a stream event may wait until it survives the end of the process, 0 to 10000;"
                    + " 0: it does before it is sent. Sessions themselves never wait.",
            min = "0",
            max = "10000")
    long commitMillis() default 0;

    @AttributeDefinition(
            name = "Synchronization time, milliseconds",
            description = "How long a commit may wait until it survives the machine's loss of power, 0 to 3600000;"
                    + " 0: it does before a handshake is answered.",
            min = "0",
            max = "3600000")
    long syncMillis() default 1_000;

    @AttributeDefinition(
            name = "Unclaimed time, milliseconds",
            description = "How long sessions from before a restart are kept for clients that do not come back,"
                    + " 1000 to 2592000000 (30 days).",
            min = "1000",
            max = "2592000000")
    long unclaimedMillis() default 3_600_000;
}
