package io.freshet.serving.http;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.MapView.Drawing;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the stream fares: health, readiness, the course of its metrics, and the map. */
final class StatusRoutes {
    private static final int MAX_POINTS = 2_000;
    private static final int DEFAULT_POINTS = 400;

    private final Sources sources;

    StatusRoutes(Sources sources) {
        this.sources = sources;
    }

    void health(Context ctx) {
        Readiness readiness = sources.readiness().get();
        if (readiness.failed()) {
            throw Refusal.unavailable(readiness.reason());
        }
        ctx.json(Map.of("status", "ok"));
    }

    void ready(Context ctx) {
        Readiness readiness = sources.readiness().get();
        if (!readiness.ready()) {
            throw Refusal.unavailable(readiness.reason());
        }
        ctx.json(Map.of("status", "ready"));
    }

    void prometheus(Context ctx) {
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(sources.meters().scrape());
    }

    /** What is served at this moment, in figures. */
    void status(Context ctx) {
        Params.allow(ctx);
        Readiness readiness = sources.readiness().get();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("stream", sources.stream());
        status.put("ready", readiness.ready());
        status.put("reason", readiness.reason());
        status.put("items", sources.embeddings().size(EmbeddingRecord.ITEM));
        status.put("entities", sources.embeddings().size(EmbeddingRecord.ENTITY));
        status.put("dimensions", sources.embeddings().dimensions(EmbeddingRecord.ITEM));
        status.put("space", sources.embeddings().currentSpace());
        ModelRecord model = sources.embeddings().model();
        status.put("model_version", model == null ? null : model.version());
        ctx.json(status);
    }

    /** The course of one group of metrics, or of all: what is newer than {@code since}. */
    void metrics(Context ctx) {
        Params.allow(ctx, "name", "since", "points");
        String name = Params.one(ctx, "name");
        long since = Params.integer(ctx, "since", 0, 0, Long.MAX_VALUE);
        int points = (int) Params.integer(ctx, "points", DEFAULT_POINTS, 1, MAX_POINTS);
        List<String> known = sources.metrics().names();
        if (name != null && !known.contains(name)) {
            throw Refusal.notFound(
                    "name",
                    "be a group of metrics that has a figure",
                    Refusal.shown(name),
                    known.isEmpty() ? "there are none yet" : "there are: " + String.join(", ", known));
        }
        Map<String, List<Map<String, Object>>> series = new TreeMap<>();
        for (String group : name == null ? known : List.of(name)) {
            series.put(
                    group,
                    sources.metrics().points(group, since, points).stream()
                            .map(StatusRoutes::point)
                            .toList());
        }
        ctx.json(Map.of("metrics", series));
    }

    private static Map<String, Object> point(MetricRecord record) {
        return Map.of(
                "time_ms", record.timeMs(),
                "step", record.step(),
                "events", record.events(),
                "values", record.values());
    }

    void map(Context ctx) {
        Params.allow(ctx);
        Drawing drawing = sources.map().look(System.currentTimeMillis());
        String tag = "\"" + drawing.number() + "-" + drawing.timeMs() + "\"";
        ctx.header("ETag", tag);
        if (tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        ctx.json(Map.of(
                "number", drawing.number(),
                "time_ms", drawing.timeMs(),
                "of", drawing.of(),
                "points", drawing.points()));
    }
}
