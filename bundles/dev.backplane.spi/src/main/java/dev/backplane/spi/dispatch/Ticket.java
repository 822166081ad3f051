package dev.backplane.spi.dispatch;

import org.osgi.annotation.versioning.ConsumerType;

/** Accepted work, as its dispatcher knows it. Thread-safe; no method waits. */
@ConsumerType
public interface Ticket {

    /**
     * Takes the work back if it has not begun: it counts against no bound any more.
     *
     * @return true if it will never run; false if it has begun, is over, or was withdrawn before
     */
    boolean withdraw();

    /**
     * Says that the work was told to end and does not. Its worker counts no longer, and another takes its place; when the
     * work ends after all, that worker ends quietly. A dispatcher that stops does not wait for it.
     *
     * @return false, with nothing done, if the work is not running, is fenced already, or as many are fenced as may be
     */
    boolean fence();
}
