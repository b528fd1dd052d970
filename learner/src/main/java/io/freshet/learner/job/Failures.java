package io.freshet.learner.job;

import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what Flink wraps in many exceptions. */
final class Failures {

    private Failures() {}

    /** The innermost cause that has something to say. */
    static String sentence(Throwable failure) {
        String sentence = failure.getClass().getSimpleName();
        for (Throwable cause = original(failure); cause != null; cause = original(cause.getCause())) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                String line = message.strip().lines().findFirst().orElse("");
                // a lone word, such as a missing class, says nothing without the fault's own name
                sentence = line.contains(" ") ? line : cause.getClass().getSimpleName() + ": " + line;
            } else if (cause.getCause() == null) {
                sentence = cause.getClass().getSimpleName() + " at " + where(cause);
            }
        }
        return sentence;
    }

    /** What Flink carried as bytes, as it was thrown. */
    private static @Nullable Throwable original(@Nullable Throwable failure) {
        if (failure instanceof SerializedThrowable serialized) {
            Throwable thrown = serialized.deserializeError(Failures.class.getClassLoader());
            return thrown == serialized ? null : thrown;
        }
        return failure;
    }

    private static String where(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
