package dev.backplane.itests.load;

import java.io.IOException;
import java.util.Random;

/** One kind of thing that an actor does. For one thread. */
interface Moves {

    /** Makes one move; what happens is written to the history. */
    void step(Random random) throws IOException;

    /** Verifies once more what must still be there, and takes it away. */
    default void finish() throws IOException {}
}
