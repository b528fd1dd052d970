package io.freshet.serving.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The API's own description, OpenAPI 3.1. */
final class OpenApi {
    private static final String DOCUMENT = "/io/freshet/serving/openapi.json";

    private final byte[] bytes;

    OpenApi() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void document(Context ctx) {
        ctx.contentType("application/json").result(bytes);
    }
}
