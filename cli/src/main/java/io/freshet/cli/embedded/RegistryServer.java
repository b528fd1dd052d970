package io.freshet.cli.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schema registry in this process, spoken to in the REST calls of Confluent's; its schemas outlive it in a file. */
public final class RegistryServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RegistryServer.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String HOST = "127.0.0.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry registry;
    private final Javalin server;
    private final String host;

    private RegistryServer(Path file, String host, int port) {
        this.host = host;
        registry = SchemaRegistry.open(file);
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.threadPool = new QueuedThreadPool(16, 4);
            config.http.defaultContentType = CONTENT_TYPE;
            schemas(config.routes);
            subjects(config.routes);
            compatibility(config.routes);
            faults(config.routes);
        });
        server.start(host, port);
    }

    /** Starts it on a port of this machine, 0 for any; {@code file} holds its schemas, and need not exist yet. */
    public static RegistryServer start(Path file, int port) {
        return start(file, HOST, port);
    }

    /** The same on an address that others can reach. */
    public static RegistryServer start(Path file, String host, int port) {
        return new RegistryServer(file, host, port);
    }

    public String url() {
        return "http://" + host + ":" + server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void schemas(RoutesConfig routes) {
        routes.get("/", ctx -> answer(ctx, Map.of()));
        routes.get("/mode", ctx -> answer(ctx, Map.of("mode", "READWRITE")));
        routes.get("/schemas/types", ctx -> answer(ctx, List.of("AVRO")));
        routes.get("/schemas/ids/{id}", ctx -> answer(ctx, Map.of("schema", registry.schema(id(ctx)))));
        routes.get(
                "/schemas/ids/{id}/schema", ctx -> ctx.contentType(CONTENT_TYPE).result(registry.schema(id(ctx))));
        routes.get(
                "/schemas/ids/{id}/subjects",
                ctx -> answer(
                        ctx,
                        registry.uses(id(ctx)).stream()
                                .map(SchemaRegistry.Registered::subject)
                                .distinct()
                                .toList()));
        routes.get(
                "/schemas/ids/{id}/versions",
                ctx -> answer(
                        ctx,
                        registry.uses(id(ctx)).stream()
                                .map(use -> Map.of("subject", use.subject(), "version", use.version()))
                                .toList()));
    }

    private void subjects(RoutesConfig routes) {
        routes.get("/subjects", ctx -> {
            String prefix = ctx.queryParam("subjectPrefix");
            answer(
                    ctx,
                    registry.subjects(flag(ctx, "deleted")).stream()
                            .filter(subject -> prefix == null || subject.startsWith(prefix))
                            .toList());
        });
        routes.post("/subjects/{subject}", ctx -> answer(ctx, shown(registry.lookup(subject(ctx), schemaOf(ctx)))));
        routes.delete("/subjects/{subject}", ctx -> answer(ctx, registry.delete(subject(ctx), flag(ctx, "permanent"))));
        routes.get("/subjects/{subject}/versions", ctx -> answer(ctx, registry.versions(subject(ctx))));
        routes.post(
                "/subjects/{subject}/versions",
                ctx -> answer(ctx, shown(registry.register(subject(ctx), schemaOf(ctx)))));
        routes.get("/subjects/{subject}/versions/{version}", ctx -> answer(ctx, shown(version(ctx))));
        routes.get(
                "/subjects/{subject}/versions/{version}/schema",
                ctx -> ctx.contentType(CONTENT_TYPE).result(version(ctx).schema()));
        routes.delete(
                "/subjects/{subject}/versions/{version}",
                ctx -> answer(
                        ctx, registry.deleteVersion(subject(ctx), ctx.pathParam("version"), flag(ctx, "permanent"))));
    }

    private void compatibility(RoutesConfig routes) {
        routes.post("/compatibility/subjects/{subject}/versions", ctx -> answerCompatibility(ctx, null));
        routes.post(
                "/compatibility/subjects/{subject}/versions/{version}",
                ctx -> answerCompatibility(ctx, ctx.pathParam("version")));
        routes.get("/config", ctx -> answer(ctx, Map.of("compatibilityLevel", registry.globalLevel())));
        routes.put("/config", ctx -> setLevel(ctx, ""));
        routes.get("/config/{subject}", ctx -> {
            CompatibilityLevel level = registry.ownLevel(subject(ctx));
            if (level == null && !flag(ctx, "defaultToGlobal")) {
                throw RegistryFault.levelNotConfigured(subject(ctx));
            }
            answer(ctx, Map.of("compatibilityLevel", level == null ? registry.globalLevel() : level));
        });
        routes.put("/config/{subject}", ctx -> setLevel(ctx, subject(ctx)));
        routes.delete("/config/{subject}", ctx -> {
            CompatibilityLevel level = registry.ownLevel(subject(ctx));
            if (level == null) {
                throw RegistryFault.levelNotConfigured(subject(ctx));
            }
            registry.clearLevel(subject(ctx));
            answer(ctx, Map.of("compatibilityLevel", level));
        });
    }

    private static void faults(RoutesConfig routes) {
        routes.exception(RegistryFault.class, (fault, ctx) -> {
            ctx.status(fault.status());
            answer(ctx, error(fault.code(), String.valueOf(fault.getMessage())));
        });
        routes.exception(Exception.class, (fault, ctx) -> {
            log.error("{} {} failed", ctx.method(), ctx.path(), fault);
            ctx.status(500);
            answer(ctx, error(50001, "Error in the backend data store"));
        });
        routes.error(404, ctx -> {
            if (ctx.result() == null || !String.valueOf(ctx.result()).startsWith("{")) {
                answer(ctx, error(404, "HTTP 404 Not Found"));
            }
        });
    }

    private void answerCompatibility(Context ctx, @Nullable String version) {
        List<String> objections = registry.objections(subject(ctx), version, schemaOf(ctx));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("is_compatible", objections.isEmpty());
        if (flag(ctx, "verbose")) {
            answer.put("messages", objections);
        }
        answer(ctx, answer);
    }

    private void setLevel(Context ctx, String subject) {
        CompatibilityLevel level = CompatibilityLevel.parse(text(ctx, "compatibility"));
        registry.setLevel(subject, level);
        answer(ctx, Map.of("compatibility", level));
    }

    private SchemaRegistry.Registered version(Context ctx) {
        return registry.version(subject(ctx), ctx.pathParam("version"));
    }

    private static String schemaOf(Context ctx) {
        JsonNode body = body(ctx);
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryFault.invalidSchema("type " + type + " is not kept here, only AVRO");
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryFault.invalidSchema("references to other schemas are not kept here");
        }
        return text(ctx, "schema");
    }

    private static String text(Context ctx, String key) {
        JsonNode value = body(ctx).path(key);
        if (!value.isTextual()) {
            throw RegistryFault.invalidRequest("The body must be a JSON object with a text '" + key + "'");
        }
        return value.textValue();
    }

    private static JsonNode body(Context ctx) {
        try {
            return JSON.readTree(ctx.bodyAsBytes());
        } catch (IOException e) {
            throw RegistryFault.invalidRequest("The body must be JSON: " + e.getMessage());
        }
    }

    private static int id(Context ctx) {
        try {
            return Integer.parseInt(ctx.pathParam("id"));
        } catch (NumberFormatException e) {
            throw RegistryFault.schemaNotFound();
        }
    }

    private static String subject(Context ctx) {
        return ctx.pathParam("subject");
    }

    private static boolean flag(Context ctx, String name) {
        return Boolean.parseBoolean(ctx.queryParam(name));
    }

    private static Map<String, Object> shown(SchemaRegistry.Registered registered) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("subject", registered.subject());
        shown.put("version", registered.version());
        shown.put("id", registered.id());
        shown.put("schema", registered.schema());
        return shown;
    }

    private static Map<String, Object> error(int code, String message) {
        return Map.of("error_code", code, "message", message);
    }

    private static void answer(Context ctx, Object body) {
        try {
            ctx.contentType(CONTENT_TYPE).result(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer cannot be written as JSON", e);
        }
    }
}
