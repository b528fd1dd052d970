package io.freshet.serving.http;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;

import io.freshet.config.DidYouMean;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, read strictly: a misspelt one is refused, not overlooked. */
final class Params {
    static final List<String> KINDS = List.of(ENTITY, ITEM);

    private Params() {}

    static void allow(Context ctx, String... known) {
        List<String> names = List.of(known);
        for (String name : ctx.queryParamMap().keySet()) {
            if (!names.contains(name)) {
                String hint = DidYouMean.hint(name, names);
                String all = names.isEmpty() ? "it takes none" : "known: " + String.join(", ", names);
                throw Refusal.badRequest(
                        "query", "have known parameters only", Refusal.shown(name), hint.isEmpty() ? all : hint);
            }
        }
    }

    static String kind(String text) {
        if (!KINDS.contains(text)) {
            throw Refusal.badRequest("kind", "be entity or item", Refusal.shown(text), DidYouMean.hint(text, KINDS));
        }
        return text;
    }

    static int k(Context ctx, int byDefault, int max) {
        return (int) integer(ctx, "k", byDefault, 1, max);
    }

    static long integer(Context ctx, String name, long byDefault, long min, long max) {
        String text = one(ctx, name);
        if (text == null) {
            return byDefault;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below: the sentence is the same whether the text is no number or one out of range
        }
        throw Refusal.badRequest(
                name, "be a whole number from " + min + " to " + max, Refusal.shown(text), "without it, " + byDefault);
    }

    static boolean bool(Context ctx, String name, boolean byDefault) {
        String text = one(ctx, name);
        if (text == null) {
            return byDefault;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refusal.badRequest(name, "be true or false", Refusal.shown(text), "");
        };
    }

    static @Nullable String one(Context ctx, String name) {
        List<String> values = ctx.queryParams(name);
        if (values.size() > 1) {
            throw Refusal.badRequest(name, "be given once", values.size() + " times", "");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
