package io.freshet.serving.http;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import io.freshet.config.Secret;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that requests must bring, one of them each: as a bearer's token, or as the password that a browser asks for. */
final class ApiKeys {
    /** What a load balancer or an orchestrator asks, which has no key. */
    private static final Set<String> OPEN = Set.of("/healthz", "/readyz");

    private static final int SHORTEST = 16;

    private final List<byte[]> digests;

    private ApiKeys(List<String> keys) {
        this.digests = keys.stream().map(ApiKeys::digest).toList();
    }

    /** Null where none are asked for. */
    static @Nullable ApiKeys of(@Nullable Secret written) {
        if (written == null) {
            return null;
        }
        String path = "serving.api-keys";
        List<String> keys = Arrays.stream(required(path, written).split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length() < SHORTEST)) {
            throw fault(path, "hold keys of at least " + SHORTEST + " characters", "shorter ones, or none");
        }
        return new ApiKeys(keys);
    }

    /** The secret's value, or what is wrong as for every fault of the pipeline. */
    static String required(String path, @Nullable Secret secret) {
        String value = secret == null ? null : secret.value();
        if (value == null) {
            throw fault(path, "be in the environment", secret == null ? "nothing" : "no variable " + secret.variable());
        }
        return value;
    }

    private static ConfigException fault(String path, String must, String got) {
        return new ConfigException(List.of(new Fault("environment", 0, path, must, got, "")));
    }

    void require(Context ctx) {
        if (OPEN.contains(ctx.path()) || ctx.method().name().equals("OPTIONS")) {
            return; // a browser asks by OPTIONS, without a key, whether it may ask with one
        }
        String key = key(ctx.header("Authorization"));
        byte[] digest = digest(key == null ? "" : key);
        boolean known = false;
        for (byte[] each : digests) {
            known |= MessageDigest.isEqual(each, digest); // all of them, so that time tells nothing
        }
        if (!known) {
            throw Refusal.unauthorised();
        }
    }

    private static @Nullable String key(@Nullable String header) {
        String[] parts = header == null ? new String[0] : header.strip().split("\\s+", 2);
        if (parts.length != 2) {
            return null;
        }
        if (parts[0].equalsIgnoreCase("Bearer")) {
            return parts[1];
        }
        return parts[0].equalsIgnoreCase("Basic") ? password(parts[1]) : null;
    }

    private static @Nullable String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return null; // no base64: no key
        }
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
