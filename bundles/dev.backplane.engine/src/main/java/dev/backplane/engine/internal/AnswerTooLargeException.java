package dev.backplane.engine.internal;

/** A message grows beyond what one may have. */
final class AnswerTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(int limit) {
        super("larger than answerBytesMax = " + limit + " bytes");
    }
}
