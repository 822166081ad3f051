package dev.backplane.session.disk.internal;

import java.util.List;

/** Something on the heap that a snapshot is to have. Thread-safe. */
interface Kept {

    /** Returns what tells all of it, as it is now; nothing where it is not to be kept. */
    List<byte[]> snapshot();
}
