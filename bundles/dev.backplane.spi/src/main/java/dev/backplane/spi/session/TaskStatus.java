package dev.backplane.spi.session;

/** How far a task is; the last three are final. */
public enum TaskStatus {
    WORKING("working"),
    INPUT_REQUIRED("input_required"),
    COMPLETED("completed"),
    FAILED("failed"),
    CANCELLED("cancelled");

    private final String id;

    TaskStatus(String id) {
        this.id = id;
    }

    /** Returns the name that the protocol has for it. */
    public String id() {
        return id;
    }

    /** Returns whether a task with it has ended. */
    public boolean terminal() {
        return compareTo(COMPLETED) >= 0;
    }
}
