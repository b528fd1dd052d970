package io.freshet.serving.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.serving.ServingConfig;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: routes, faults as problem+json, and a timer for each route. */
public final class ServingServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServingServer.class);
    private static final String STARTED = "started-ns";
    private static final int MIN_THREADS = 4;
    private static final int IDLE_MS = 30_000;
    // Ids may hold what a path may not: encoded slashes, percent signs, dots and semicolons. None names a file here.
    private static final UriCompliance ANY_ID = UriCompliance.UNSAFE;

    private final ServingConfig config;
    private final Sources sources;
    private final Javalin javalin;

    public ServingServer(ServingConfig config, Sources sources) {
        this.config = config;
        this.sources = sources;
        this.javalin = Javalin.create(this::configure);
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.prefer405over404 = true;
        javalin.http.maxRequestSize = config.maxBodyBytes();
        javalin.jetty.threadPool = threads();
        javalin.jetty.modifyHttpConfiguration(ServingServer::allowAnyId);
        if (config.access().keystore() != null) {
            javalin.jetty.addConnector(this::tls);
        }
        javalin.jetty.modifyServletContextHandler(ServingServer::allowAnyId);
        javalin.jsonMapper(new JavalinJackson(new ObjectMapper(), false));
        Routes.described(sources, config).forEach(route -> add(javalin, route));
        Routes.page().forEach(route -> add(javalin, route));
        javalin.routes.before(ctx -> ctx.attribute(STARTED, System.nanoTime()));
        ApiKeys keys = ApiKeys.of(config.access().apiKeys());
        if (keys != null) {
            javalin.routes.before(keys::require);
        }
        allowOrigins(javalin);
        javalin.routes.after(this::time);
        javalin.routes.exception(Refusal.class, (refusal, ctx) -> send(ctx, Problem.of(refusal)));
        javalin.routes.exception(HttpResponseException.class, ServingServer::refuse);
        javalin.routes.exception(Exception.class, (fault, ctx) -> {
            log.error("{} {} failed", ctx.method(), ctx.path(), fault);
            send(ctx, Problem.of(500, "The server failed to answer; its log says why."));
        });
    }

    private static void add(JavalinConfig javalin, Routes.Route route) {
        javalin.routes.addHttpHandler(route.method(), route.path(), route.handler());
    }

    private QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(config.httpThreads(), MIN_THREADS, IDLE_MS);
        pool.setName("http");
        return pool;
    }

    private static void allowAnyId(HttpConfiguration http) {
        http.setUriCompliance(ANY_ID);
        http.setSendServerVersion(false);
    }

    private ServerConnector tls(Server server, HttpConfiguration plain) {
        SslContextFactory.Server keys = new SslContextFactory.Server();
        keys.setKeyStorePath(config.access().keystore());
        keys.setKeyStorePassword(ApiKeys.required(
                "serving.tls.keystore-password", config.access().keystorePassword()));
        HttpConfiguration http = new HttpConfiguration(plain);
        allowAnyId(http);
        http.addCustomizer(new SecureRequestCustomizer(false)); // called by whatever name, such as an address
        ServerConnector connector = new ServerConnector(
                server,
                new SslConnectionFactory(keys, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        return connector;
    }

    /** None, unless the pipeline names them: a browser then keeps other pages' scripts from reading answers. */
    private void allowOrigins(JavalinConfig javalin) {
        List<String> origins = config.access().corsOrigins();
        if (!origins.isEmpty()) {
            javalin.bundledPlugins.enableCors(cors -> cors.addRule(rule -> rule.allowHost(
                    origins.get(0), origins.subList(1, origins.size()).toArray(String[]::new))));
        }
    }

    private static void allowAnyId(ServletContextHandler handler) {
        handler.getServletHandler().setDecodeAmbiguousURIs(true);
    }

    private static void refuse(HttpResponseException refusal, Context ctx) {
        String detail = switch (refusal.getStatus()) {
            case 404 ->
                "path: must be one of the API's, got " + Refusal.shown(ctx.path()) + "; /openapi.json lists them";
            case 405 -> "method: must be one that the path takes, got " + ctx.method() + "; /openapi.json lists them";
            default -> refusal.getMessage();
        };
        refusal.getDetails().forEach((name, value) -> {
            if (name.equals("availableMethods")) {
                ctx.header("Allow", value);
            }
        });
        send(ctx, Problem.of(refusal.getStatus(), detail == null ? "" : detail));
    }

    private static void send(Context ctx, Problem problem) {
        if (problem.status() == 401) {
            ctx.header("WWW-Authenticate", "Basic realm=\"freshet\", charset=\"UTF-8\"");
        }
        if (problem.status() == 503) {
            ctx.header("Retry-After", "1");
        }
        // bytes, because a server adds a charset to text, and JSON has none to name
        byte[] body = ctx.jsonMapper().toJsonString(problem, Problem.class).getBytes(StandardCharsets.UTF_8);
        ctx.status(problem.status()).contentType(Problem.CONTENT_TYPE).result(body);
    }

    private void time(Context ctx) {
        Long started = ctx.attribute(STARTED);
        if (started != null) {
            // Named by the route, not the path: ids are without number.
            String route = ctx.endpoints().lastHttpEndpoint() == null
                    ? "none"
                    : ctx.endpoints().lastHttpEndpoint().path;
            Timer.builder("http.server.requests")
                    .tag("method", ctx.method().name())
                    .tag("route", route)
                    .tag("status", Integer.toString(ctx.statusCode()))
                    .publishPercentiles(.5, .99)
                    .register(sources.meters())
                    .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }

    public void start() {
        if (config.access().keystore() == null) {
            javalin.start(config.host(), config.port());
        } else {
            javalin.start(); // on the connector that was added
        }
    }

    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
