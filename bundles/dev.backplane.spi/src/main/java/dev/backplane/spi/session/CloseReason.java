package dev.backplane.spi.session;

/** Why a session has ended. */
public enum CloseReason {
    /** Its client deleted it. */
    DELETED("deleted"),
    /** Nothing was heard of its client for too long. */
    IDLE("idle"),
    /** It was as old as a session may get. */
    LIFE_OVER("life over"),
    /** It was the one that had been idle for longest when another one needed room. */
    EVICTED("evicted"),
    /** It could not outlive its connection, and that has ended. */
    TRANSPORT_GONE("transport gone"),
    /** The platform stopped. */
    STOPPED("stopped"),
    /** The store lost it, or what it kept could not be read. */
    ERROR("error");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** Returns it as people and statistics are told. */
    public String text() {
        return text;
    }
}
