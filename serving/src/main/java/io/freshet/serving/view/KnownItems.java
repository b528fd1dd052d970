package io.freshet.serving.view;

import java.util.Set;

/** The items each entity already has. */
@FunctionalInterface
public interface KnownItems {

    Set<String> of(String entity);

    /** Thrown while an instance cannot answer, because its state is on the move or being restored. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
