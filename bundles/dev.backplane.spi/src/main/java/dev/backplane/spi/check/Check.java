package dev.backplane.spi.check;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Measures one thing in the running platform. An OSGi service; any bundle may offer some, and one that has the id of another
 * takes its place if its {@code service.ranking} is higher. Thread-safe; {@link #measure} is called by one thread at a time.
 *
 * <p>A check measures: it does not tell what it assumes or was told at build time. It should take well under a millisecond
 * of processor time, as it is run every few seconds.
 */
@ConsumerType
public interface Check {

    /** Returns its name, the layer's before it: {@code registry.lookup-cost}. Always the same. */
    String id();

    Layer layer();

    /** Returns what it looks at, in a few words for people. Always the same. */
    String title();

    /**
     * Measures. May wait, but not for long: after a configured time it is interrupted, and its verdict is
     * {@link Verdict#BOTTLENECK}.
     *
     * @throws Exception if it cannot measure; its message is shown, and the verdict is {@link Verdict#BOTTLENECK}
     */
    Measurement measure() throws Exception;
}
