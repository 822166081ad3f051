package dev.backplane.spi.slot;

/** How far a slot's swap is. A swap that fails before {@link #SWITCHED} goes back to {@link #IDLE}, and to the old one. */
public enum SlotPhase {
    /** No swap is under way. */
    IDLE,
    /** The new implementation is tried out. */
    PREPARING,
    /** State goes to the new implementation; the old one serves, and what is written to it goes to both. */
    COPYING,
    /** Writes are held for a moment, in which the last of the state goes over. */
    DRAINING,
    /** The new implementation serves; the last calls end on the old one. */
    SWITCHED
}
