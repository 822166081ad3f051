package dev.backplane.spi.slot;

/**
 * A slot has no implementation, and none came within the time that calls are held. The message names the slot. Trying
 * again may succeed once one is there.
 */
public final class SlotEmptyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String slot;

    public SlotEmptyException(String slot, String message) {
        super(message);
        this.slot = slot;
    }

    /** Returns the name of the slot. */
    public String slot() {
        return slot;
    }
}
