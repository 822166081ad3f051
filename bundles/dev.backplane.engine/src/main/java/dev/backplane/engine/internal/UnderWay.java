package dev.backplane.engine.internal;

/** A request that its caller may still cancel. */
interface UnderWay {

    /** Ends it on behalf of its caller, who gets no answer. */
    void cancel(String reason);
}
