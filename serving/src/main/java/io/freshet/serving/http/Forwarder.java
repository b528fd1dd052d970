package io.freshet.serving.http;

import io.freshet.serving.ServingConfig;
import io.freshet.serving.shard.Placement;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the instance that has an entity, with the key that the request came with, and hands its answer on. A request that was
 * forwarded once is answered where it is or refused, so that none ever goes in circles. No thread waits meanwhile.
 */
final class Forwarder {
    /** On requests from another instance. */
    static final String HEADER = "Freshet-Forwarded";

    private static final int UNAVAILABLE = 503;

    private final Placement placement;
    private final Duration timeout;
    private final MeterRegistry meters;
    private final HttpClient client;

    Forwarder(Placement placement, ServingConfig config, MeterRegistry meters) {
        this.placement = placement;
        this.timeout = config.sharding().forwardTimeout();
        this.meters = meters;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        SSLContext trust = config.sharding().advertised() == null ? null : trust(config.access());
        this.client = (trust == null ? builder : builder.sslContext(trust)).build();
    }

    Placement placement() {
        return placement;
    }

    static boolean isForwarded(Context ctx) {
        return ctx.header(HEADER) != null;
    }

    /** A path with an id at its end. */
    static String path(String before, String id) {
        return before + "/" + encoded(id);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Has another instance answer where the entity is not here; false where it is.
     *
     * @param path of the request, by {@link #path}; what it asks for in its query goes along
     */
    boolean passesOn(Context ctx, String entity, String path) {
        if (placement.isHere(entity)) {
            return false;
        }
        String query = ctx.queryParamMap().entrySet().stream()
                .flatMap(
                        named -> named.getValue().stream().map(value -> encoded(named.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        CompletableFuture<HttpResponse<byte[]>> answer = get(ctx, entity, query.isEmpty() ? path : path + "?" + query);
        ctx.future(() -> answer.thenAccept(given -> {
            ctx.status(given.statusCode()).result(given.body());
            for (String name : List.of("Content-Type", "Retry-After")) {
                given.headers().firstValue(name).ifPresent(value -> ctx.header(name, value));
            }
        }));
        return true;
    }

    /** What the first of those who have an entity answers to a path. */
    CompletableFuture<HttpResponse<byte[]>> get(Context ctx, String entity, String path) {
        List<URI> holders = isForwarded(ctx) ? List.of() : placement.holders(entity);
        return firstOf(holders, base -> send(ctx, base, path, null));
    }

    /** What another instance answers to a body. */
    CompletableFuture<HttpResponse<byte[]>> post(Context ctx, URI base, String path, byte[] body) {
        return send(ctx, base, path, body);
    }

    private interface Asked {
        CompletableFuture<HttpResponse<byte[]>> at(URI base);
    }

    /** Where one does not answer, or cannot, the next that has the entity is asked. */
    private static CompletableFuture<HttpResponse<byte[]>> firstOf(List<URI> holders, Asked asked) {
        if (holders.isEmpty()) {
            return CompletableFuture.failedFuture(
                    Refusal.unavailable("the entity on its way from one instance to another"));
        }
        CompletableFuture<HttpResponse<byte[]>> first = asked.at(holders.get(0));
        List<URI> left = holders.subList(1, holders.size());
        if (left.isEmpty()) {
            return first.exceptionallyCompose(fault -> CompletableFuture.failedFuture(
                    Refusal.unavailable("no answer from the instance that has the entity")));
        }
        return first.handle((answer, fault) -> fault == null && answer.statusCode() != UNAVAILABLE
                        ? CompletableFuture.completedFuture(answer)
                        : firstOf(left, asked))
                .thenCompose(next -> next);
    }

    private CompletableFuture<HttpResponse<byte[]>> send(Context ctx, URI base, String path, byte @Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(timeout)
                .header(HEADER, "1")
                .header("Content-Type", "application/json");
        String key = ctx.header("Authorization");
        if (key != null) {
            request.header("Authorization", key);
        }
        if (body != null) {
            request.POST(BodyPublishers.ofByteArray(body));
        }
        long started = System.nanoTime();
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, fault) ->
                        time(answer == null ? "none" : Integer.toString(answer.statusCode()), started));
    }

    private void time(String status, long started) {
        Timer.builder("freshet.forwarded")
                .description("Requests answered by another instance, which has the entity")
                .tag("status", status)
                .publishPercentiles(.5, .99)
                .register(meters)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }

    /** The certificates of this instance's own key store: those of the instances are the same, or of the same authority. */
    private static @Nullable SSLContext trust(ServingConfig.Access access) {
        if (access.keystore() == null) {
            return null;
        }
        String password = ApiKeys.required("serving.tls.keystore-password", access.keystorePassword());
        try (InputStream in = Files.newInputStream(Path.of(access.keystore()))) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(in, password.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (String alias : java.util.Collections.list(own.aliases())) {
                Certificate[] chain = own.getCertificateChain(alias);
                for (int i = 0; chain != null && i < chain.length; i++) {
                    trusted.setCertificateEntry(alias + i, chain[i]);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("serving.tls.keystore cannot be read: " + e.getMessage(), e);
        }
    }
}
