package io.freshet.serving;

import io.freshet.config.Secret;
import io.freshet.config.Section;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code serving} section of a pipeline.
 *
 * @param port 0 means any free one
 * @param exactBelow with {@code index: auto}, how many vectors of a kind are searched by comparing with every one
 *     before a graph takes over
 * @param maxK the most results one request may ask for
 * @param maxBodyBytes the largest request body
 * @param knownItems how many items an entity is remembered to have; beyond, the oldest quarter is forgotten
 * @param metricPoints how many points of each group of metrics are kept; beyond, every second old one goes
 */
public record ServingConfig(
        String host,
        int port,
        IndexType index,
        int exactBelow,
        int maxK,
        int maxBodyBytes,
        int httpThreads,
        State state,
        int knownItems,
        int metricPoints,
        MapConfig map,
        Access access,
        Sharding sharding) {

    private static final Pattern HOST_AND_PORT = Pattern.compile("[A-Za-z0-9.-]+:[1-9]\\d{0,4}");
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.-]+(:\\d{1,5})?");

    /** How vectors are searched. */
    public enum IndexType {
        /** Exact while there are few, a graph from {@code exact-below} on. */
        AUTO,
        EXACT,
        JVECTOR
    }

    /** Where the items of each entity are held; they are restored from their changelog. */
    public enum State {
        MEMORY,
        DISK
    }

    /**
     * The map on the page.
     *
     * @param items how many are drawn, the most popular
     * @param interval between two refreshes at the shortest; null switches the map off
     */
    public record MapConfig(int items, @Nullable Duration interval) {}

    /**
     * Who may ask, from where, and over what.
     *
     * @param apiKeys a list with commas; null lets everybody ask
     * @param corsOrigins of pages elsewhere whose scripts may ask; none by default
     * @param keystore PKCS12 with the server's certificate and key; null means plain HTTP
     */
    public record Access(
            @Nullable Secret apiKeys,
            List<String> corsOrigins,
            @Nullable String keystore,
            @Nullable Secret keystorePassword) {

        static Access read(Section serving) {
            Section tls = serving.section("tls");
            Access access = new Access(
                    serving.secret("api-keys"),
                    serving.strings("cors-origins"),
                    tls.optionalString("keystore"),
                    tls.secret("keystore-password"));
            for (String origin : access.corsOrigins) {
                if (!ORIGIN.matcher(origin).matches()) {
                    serving.fault("cors-origins", "be origins", origin, "such as https://shop.example, without a path");
                }
            }
            if ((access.keystore == null) != (access.keystorePassword == null)) {
                tls.fault("keystore", "stand with keystore-password", "one of them", "${env:NAME} holds the password");
            }
            return access;
        }
    }

    /**
     * How several instances have the entities between them.
     *
     * @param advertised host and port at which the others reach this one; null means that it is alone and has them all
     * @param standbys how many other instances have each entity as well; of no effect alone
     * @param forwardTimeout until another instance must have answered
     */
    public record Sharding(@Nullable String advertised, int standbys, Duration forwardTimeout) {
        public static final Sharding ALONE = new Sharding(null, 0, Duration.ofSeconds(2));

        static Sharding read(Section serving) {
            Sharding sharding = new Sharding(
                    serving.optionalString("advertised"),
                    serving.integer("standbys", ALONE.standbys, 0, 10),
                    serving.duration("forward-timeout", ALONE.forwardTimeout));
            String advertised = sharding.advertised;
            if (advertised != null && !HOST_AND_PORT.matcher(advertised).matches()) {
                serving.fault(
                        "advertised",
                        "be host:port",
                        advertised,
                        "where the other instances reach this one: serving-1:8080");
            }
            return sharding;
        }
    }

    public static ServingConfig read(Section serving) {
        Section map = serving.section("map");
        Duration interval = map.optionalDuration("interval", Duration.ofSeconds(10));
        if (interval != null && interval.compareTo(Duration.ofSeconds(1)) < 0) {
            map.fault("interval", "be at least 1s, or off", interval.toMillis() + "ms", "10s keeps it light");
        }
        return new ServingConfig(
                serving.string("host", "127.0.0.1"),
                serving.integer("port", 8080, 0, 65_535),
                serving.choice("index", IndexType.class, IndexType.AUTO),
                serving.integer("exact-below", 30_000, 1_000, 10_000_000),
                serving.integer("max-k", 1_000, 1, 10_000),
                (int) Math.min(serving.bytes("max-body", "1MB"), 64 << 20),
                serving.integer("http-threads", 16, 8, 512),
                serving.choice("state", State.class, State.MEMORY),
                serving.integer("known-items", 1_000, 1, 100_000),
                serving.integer("metric-points", 2_000, 100, 100_000),
                new MapConfig(map.integer("items", 2_000, 10, 5_000), interval),
                Access.read(serving),
                Sharding.read(serving));
    }

    /** The same on another port. */
    public ServingConfig onPort(int other) {
        return new ServingConfig(
                host,
                other,
                index,
                exactBelow,
                maxK,
                maxBodyBytes,
                httpThreads,
                state,
                knownItems,
                metricPoints,
                map,
                access,
                sharding);
    }
}
