package io.freshet.learner.training;

/** The guard gives up: the model does not stay healthy, and to start again would change nothing. */
public final class GuardException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GuardException(String message) {
        super(message);
    }
}
