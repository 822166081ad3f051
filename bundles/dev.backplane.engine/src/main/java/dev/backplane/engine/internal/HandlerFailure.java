package dev.backplane.engine.internal;

/** A handler has failed, and this is what its caller is told. */
final class HandlerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome answer;

    HandlerFailure(Throwable cause, Outcome answer) {
        super(String.valueOf(cause), cause, false, false);
        this.answer = answer;
    }

    Outcome answer() {
        return answer;
    }
}
