package io.freshet.bench.cluster;

import io.freshet.cli.embedded.FreePort;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is in the cluster, and where each listens: a host by its network, and ports that nobody else of the cluster has. */
final class Addresses {
    static final List<String> BROKERS = List.of("broker-1", "broker-2", "broker-3");
    static final List<String> TASKMANAGERS = List.of("taskmanager-1", "taskmanager-2");
    static final List<String> SERVING = List.of("serving-1", "serving-2");
    static final String REGISTRY = "registry";
    static final String JOBMANAGER = "jobmanager";
    static final String INGEST = "ingest";

    private final Network network;
    private final Map<String, Map<String, Integer>> ports = new TreeMap<>();

    Addresses(Network network) {
        this.network = network;
    }

    static List<String> everybody() {
        return Stream.of(BROKERS, List.of(REGISTRY, JOBMANAGER), TASKMANAGERS, List.of(INGEST), SERVING)
                .flatMap(List::stream)
                .toList();
    }

    String host(String node) {
        return network.host(node);
    }

    /** A port of a node for a purpose: the same whenever it is asked for. */
    int port(String node, String purpose) {
        return ports.computeIfAbsent(node, n -> new TreeMap<>()).computeIfAbsent(purpose, p -> FreePort.any());
    }

    String hostAndPort(String node, String purpose) {
        return host(node) + ":" + port(node, purpose);
    }

    String url(String node) {
        return "http://" + hostAndPort(node, "http");
    }

    String bootstrapServers() {
        return BROKERS.stream().map(broker -> hostAndPort(broker, "kafka")).collect(Collectors.joining(","));
    }
}
