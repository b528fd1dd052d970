package io.freshet.schemas.wire;

/** The registry refused, or could not be reached. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    RegistryException(int status, String message) {
        super(message);
        this.status = status;
    }

    RegistryException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** HTTP status; 0 where the registry could not be reached. */
    public int status() {
        return status;
    }
}
