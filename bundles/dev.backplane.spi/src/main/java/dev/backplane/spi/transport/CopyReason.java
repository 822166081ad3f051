package dev.backplane.spi.transport;

/** Why a transport copies bytes of what it sends. What TLS encrypts is no copy: it has to become other bytes. */
public enum CopyReason {
    /**
     * The codec makes UTF-8 of text in an array of its own, which is quicker than doing so outside of the heap; from there it goes into
     * the buffer that the system takes it from. The one copy that every encoded answer needs.
     */
    ENCODED("from the codec's array into the buffer that the system takes"),

    /** The head of an answer of HTTP/1 goes in front of its body, so that both leave in one system call. */
    HEAD("the answer's head, in front of its body"),

    /** A message of an event stream is kept on the heap, since it may be sent late, again, or to many; it is framed when it is sent. */
    EVENT("a kept message into a chunk of its event stream"),

    /** A message that is kept on the heap is put together there, and the array grows with it. */
    GROWN("a message that is put together on the heap to be kept"),

    /** The peer does not take it, or more comes with it in one system call: a large buffer is not held for a few bytes. */
    WAITING("what waits for its peer, out of a large buffer or behind a frame"),

    /** What stands on the heap the JDK copies by itself before it is sent. */
    HEAP("from the heap, by the JDK");

    private final String text;

    CopyReason(String text) {
        this.text = text;
    }

    /** Returns what is copied from where, to be shown. */
    public String text() {
        return text;
    }
}
