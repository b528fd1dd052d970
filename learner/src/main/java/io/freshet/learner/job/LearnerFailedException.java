package io.freshet.learner.job;

/** The learner's job has failed, or will not do what it is asked to; the message is one sentence. */
public final class LearnerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LearnerFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    LearnerFailedException(String message) {
        super(message);
    }
}
