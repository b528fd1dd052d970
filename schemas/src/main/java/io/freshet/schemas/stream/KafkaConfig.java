package io.freshet.schemas.stream;

import io.freshet.config.Section;
import io.freshet.schemas.wire.RegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Where the log is.
 *
 * @param bootstrapServers null means the embedded broker
 * @param registry URL of a Confluent-compatible schema registry, with {@code ${env:NAME}@} before the host where the
 *     variable NAME holds {@code user:password}; null means the embedded one
 * @param namespace prefix of every topic
 */
public record KafkaConfig(
        @Nullable String bootstrapServers,
        @Nullable String registry,
        String namespace,
        int partitions,
        int replication,
        KafkaSecurity security) {
    private static final Pattern NAMESPACE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,80}");

    static KafkaConfig read(Section section, String name) {
        String servers = section.optionalString("bootstrap-servers");
        String registry = section.optionalString("registry");
        if (servers != null && registry == null) {
            section.fault("registry", "be given with bootstrap-servers", "nothing", "such as http://registry:8081");
        }
        if (registry != null && !RegistryClient.isAddress(registry)) {
            section.fault(
                    "registry", "be an http(s) URL", shown(registry), "such as https://${env:LOGIN}@registry:8081");
        }
        String namespace = section.string("namespace", name);
        if (!NAMESPACE.matcher(namespace).matches()) {
            section.fault("namespace", "be letters, digits, '-' and '_'", namespace, "topics start with it");
        }
        return new KafkaConfig(
                servers,
                registry,
                namespace,
                section.integer("partitions", 1, 1, 10_000),
                section.integer("replication", 1, 1, 15),
                security(section, servers));
    }

    private static KafkaSecurity security(Section section, @Nullable String servers) {
        KafkaSecurity security = KafkaSecurity.read(section.section("security"));
        if (servers == null && security.protocol() != KafkaSecurity.Protocol.PLAINTEXT) {
            section.fault("security", "stand with bootstrap-servers", "none", "the embedded log is this machine's own");
        }
        return security;
    }

    /** A login that is written out stays unsaid. */
    private static String shown(String url) {
        return url.indexOf('@') < 0 ? url : "one with a login in it";
    }

    public boolean isEmbedded() {
        return bootstrapServers == null;
    }

    /** What every Kafka client is told: where the brokers are, and how to prove who it is. */
    public Map<String, Object> clientProperties() {
        Map<String, Object> properties = new HashMap<>(security.clientProperties());
        properties.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                Objects.requireNonNull(bootstrapServers, "the stream has no bootstrap servers yet"));
        return properties;
    }

    /** The same, at the given addresses. */
    public KafkaConfig at(String servers, String registryUrl) {
        return new KafkaConfig(servers, registryUrl, namespace, partitions, replication, security);
    }

    public Topics topics() {
        return new Topics(namespace);
    }
}
