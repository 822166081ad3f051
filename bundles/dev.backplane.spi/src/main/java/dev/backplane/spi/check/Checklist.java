package dev.backplane.spi.check;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The platform's checks, and what came of them: an OSGi service. Thread-safe. */
@ProviderType
public interface Checklist {

    /** Returns what came of each check when it was last run. Waits for nothing. */
    Report report();

    /**
     * Runs checks now, one after the other, and returns what came of these. Takes as long as they do, and waits for those
     * that run already.
     *
     * @param of the id of a layer or of a check; null: all
     * @throws IllegalArgumentException if there is no such layer or check; the message names those there are
     */
    Report measure(@Nullable String of) throws InterruptedException;
}
