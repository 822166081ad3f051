package dev.backplane.spi.transport;

/**
 * How large the messages are that a transport takes.
 *
 * @param bytesMax the bound of one message; 0: the transport does not say
 * @param refused messages that were larger, and so refused, since it began to serve at its address
 */
public record MessageSizes(int bytesMax, long refused) {

    /** A transport that does not say. */
    public static final MessageSizes NONE = new MessageSizes(0, 0);
}
