package io.freshet.schemas.stream;

import io.freshet.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the log is.
 *
 * @param bootstrapServers null means the embedded broker
 * @param registry URL of a Confluent-compatible schema registry; null means the embedded one
 * @param namespace prefix of every topic
 */
public record KafkaConfig(
        @Nullable String bootstrapServers,
        @Nullable String registry,
        String namespace,
        int partitions,
        int replication) {
    private static final Pattern NAMESPACE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,80}");

    static KafkaConfig read(Section section, String name) {
        String servers = section.optionalString("bootstrap-servers");
        String registry = section.optionalString("registry");
        if (servers != null && registry == null) {
            section.fault("registry", "be given with bootstrap-servers", "nothing", "such as http://registry:8081");
        }
        if (registry != null && !isHttp(registry)) {
            section.fault("registry", "be an http(s) URL", registry, "such as http://registry:8081");
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
                section.integer("replication", 1, 1, 15));
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    public boolean isEmbedded() {
        return bootstrapServers == null;
    }

    /** The same, at the given addresses. */
    public KafkaConfig at(String servers, String registryUrl) {
        return new KafkaConfig(servers, registryUrl, namespace, partitions, replication);
    }

    public Topics topics() {
        return new Topics(namespace);
    }
}
