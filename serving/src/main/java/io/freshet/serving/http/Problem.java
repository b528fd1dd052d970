package io.freshet.serving.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A fault as RFC 9457 has it ({@code application/problem+json}), with the parts of its sentence beside it.
 *
 * @param detail the whole sentence: {@code where: must …, got …; hint}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String where,
        @Nullable String must,
        @Nullable String got,
        @Nullable String hint) {
    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(Refusal refusal) {
        return new Problem(
                "about:blank",
                title(refusal.status()),
                refusal.status(),
                refusal.sentence(),
                refusal.where(),
                refusal.must(),
                refusal.got(),
                refusal.hint().isEmpty() ? null : refusal.hint());
    }

    static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail, null, null, null, null);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorised";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 413 -> "Content too large";
            case 415 -> "Unsupported media type";
            case 431 -> "Request header fields too large";
            case 503 -> "Service unavailable";
            default -> status < 500 ? "Request refused" : "Server error";
        };
    }
}
