package dev.backplane.transport.stream.internal;

/**
 * What connections are held to; the keys of {@link TcpConfig} and {@link UnixConfig} of the same names. Immutable.
 *
 * @param idleTimeoutMillis 0: none
 * @param messagesPerSecondMax 0: none
 */
record Limits(
        int ioThreads,
        int connectionsMax,
        int messageBytesMax,
        int firstMessageTimeoutMillis,
        int messageTimeoutMillis,
        int idleTimeoutMillis,
        int messagesPerSecondMax,
        int requestsMax,
        int queueBytesMax,
        int stallMillis,
        int halfCloseMillis,
        int drainMillis) {

    Limits {
        within("ioThreads", ioThreads, 1, 64);
        within("connectionsMax", connectionsMax, 1, 1_000_000);
        within("messageBytesMax", messageBytesMax, 1024, 1 << 30);
        within("firstMessageTimeoutMillis", firstMessageTimeoutMillis, 100, 3_600_000);
        within("messageTimeoutMillis", messageTimeoutMillis, 100, 3_600_000);
        within("idleTimeoutMillis", idleTimeoutMillis, 0, 86_400_000);
        within("messagesPerSecondMax", messagesPerSecondMax, 0, 1_000_000);
        within("requestsMax", requestsMax, 1, 100_000);
        within("queueBytesMax", queueBytesMax, 4096, 1 << 30);
        within("stallMillis", stallMillis, 100, 3_600_000);
        within("halfCloseMillis", halfCloseMillis, 0, 600_000);
        within("drainMillis", drainMillis, 0, 600_000);
    }

    static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " = " + value + " must be " + least + " to " + most);
        }
    }

    static Limits of(TcpConfig config) {
        return new Limits(
                config.ioThreads(),
                config.connectionsMax(),
                config.messageBytesMax(),
                config.firstMessageTimeoutMillis(),
                config.messageTimeoutMillis(),
                config.idleTimeoutMillis(),
                config.messagesPerSecondMax(),
                config.requestsMax(),
                config.queueBytesMax(),
                config.stallMillis(),
                config.halfCloseMillis(),
                config.drainMillis());
    }

    static Limits of(UnixConfig config) {
        return new Limits(
                config.ioThreads(),
                config.connectionsMax(),
                config.messageBytesMax(),
                config.firstMessageTimeoutMillis(),
                config.messageTimeoutMillis(),
                config.idleTimeoutMillis(),
                config.messagesPerSecondMax(),
                config.requestsMax(),
                config.queueBytesMax(),
                config.stallMillis(),
                config.halfCloseMillis(),
                config.drainMillis());
    }
}
