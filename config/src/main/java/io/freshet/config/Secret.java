package io.freshet.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret by the name of the environment variable that holds it, written {@code ${env:NAME}}. The value is looked up where
 * it is used and stands in no record, no message and no job.
 */
public record Secret(String variable) {
    private static final Pattern WRITTEN = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

    /** Null where the text is no {@code ${env:NAME}}. */
    public static @Nullable Secret parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches() ? new Secret(written.group(1)) : null;
    }

    /** The value; null where this process has no such variable. */
    public @Nullable String value() {
        return System.getenv(variable);
    }

    /** As it is written in a pipeline file, and as Kafka's clients resolve it by themselves. */
    @Override
    public String toString() {
        return "${env:" + variable + "}";
    }
}
