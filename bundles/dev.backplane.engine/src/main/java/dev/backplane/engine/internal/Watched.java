package dev.backplane.engine.internal;

/** A handler whose calls are watched. */
interface Watched {

    ToolWatch watch();
}
