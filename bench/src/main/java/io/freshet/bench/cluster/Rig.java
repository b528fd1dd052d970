package io.freshet.bench.cluster;

import static io.freshet.bench.cluster.Addresses.BROKERS;
import static io.freshet.bench.cluster.Addresses.INGEST;
import static io.freshet.bench.cluster.Addresses.JOBMANAGER;
import static io.freshet.bench.cluster.Addresses.REGISTRY;
import static io.freshet.bench.cluster.Addresses.SERVING;
import static io.freshet.bench.cluster.Addresses.TASKMANAGERS;

import io.freshet.cli.run.PipelineTopics;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Uuid;

/**
 * A whole Freshet on one machine without containers: three Kafka nodes, a schema registry, ingest, a Flink cluster of a
 * JobManager and two TaskManagers with the learner on it, and two serving instances, each a process of its own. What dies is
 * started again; {@link #close} ends all of it by process id.
 */
final class Rig implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    private final Options options;
    private final Network network;
    private final Addresses addresses;
    private final FlinkCluster flink;
    private final StreamConfig stream;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final Supervisor supervisor;

    /**
     * What a rig is made of.
     *
     * @param pipeline file of the stream
     * @param settings in place of the file's
     * @param directory of its own, for data and logs
     * @param state of checkpoints and snapshots; may be a disk of its own
     * @param restartDelay before what has died is started again
     */
    record Options(Path pipeline, Map<String, String> settings, Path directory, Path state, Duration restartDelay) {}

    private Rig(Options options, Network network) {
        this.options = options;
        this.network = network;
        this.addresses = new Addresses(network);
        this.flink = new FlinkCluster(addresses, options.directory().resolve("flink"), options.state());
        this.stream = stream(options, addresses);
        List<String> set = settings();
        BROKERS.forEach(name -> add(name, logged(name, broker(name).command()).command()));
        add(REGISTRY, logged(REGISTRY, registry()).command());
        add(JOBMANAGER, logged(JOBMANAGER, flink.jobManager(jobArguments(set))).commandWithoutBroker());
        TASKMANAGERS.forEach(
                name -> add(name, logged(name, flink.taskManager(name)).commandWithoutBroker()));
        add(
                INGEST,
                freshet(INGEST, "ingest", with(set, "ingest.instance=" + INGEST))
                        .command());
        SERVING.forEach(name ->
                add(name, freshet(name, "serve", servingSettings(name, set)).command()));
        this.supervisor = new Supervisor(nodes.values(), options.restartDelay());
    }

    /** Starts all of it, and returns when it works. */
    static Rig start(Options options) throws IOException {
        Network network =
                NamespaceNetwork.isPossible() ? new NamespaceNetwork(Addresses.everybody()) : Network.loopback();
        Rig rig = new Rig(options, network);
        try {
            rig.start();
            return rig;
        } catch (IOException | RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    private void start() throws IOException {
        Files.createDirectories(logs());
        Uuid cluster = Uuid.randomUuid();
        for (String name : BROKERS) {
            broker(name).prepare(cluster);
        }
        flink.prepare();
        BROKERS.forEach(name -> node(name).start());
        node(REGISTRY).start();
        require("three brokers", this::areBrokersThere);
        require("the registry", () -> answers(addresses.url(REGISTRY) + "/subjects"));
        createTopics();
        nodes.values().stream().filter(node -> !node.isAlive()).forEach(Node::start);
        supervisor.start();
        awaitReady();
    }

    private void createTopics() {
        try (PipelineTopics topics = new PipelineTopics(stream.kafka())) {
            topics.create(PipelineTopics.specs(stream));
        }
    }

    // --- who is there

    /** The stream, with the addresses of the rig in it. */
    StreamConfig stream() {
        return stream;
    }

    Network network() {
        return network;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    Path stateDirectory() {
        return options.state();
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name + "; there are " + nodes.keySet());
        }
        return node;
    }

    String bootstrapServers() {
        return addresses.bootstrapServers();
    }

    List<String> servingUrls() {
        return SERVING.stream().map(addresses::url).toList();
    }

    Path logs() {
        return options.directory().resolve("logs");
    }

    // --- how it is

    /** Waits until every part of it works, as far as each can tell. */
    void awaitReady() {
        require("every process is there", () -> nodes.values().stream().allMatch(Node::isAlive));
        require("three brokers, every partition in sync", () -> areBrokersThere() && isInSync());
        require("the registry", () -> answers(addresses.url(REGISTRY) + "/subjects"));
        require("ingest reads", this::doesIngestRead);
        require("two TaskManagers", () -> flink.taskManagers() >= TASKMANAGERS.size());
        require("the learner's job runs", flink::isRunning);
        for (String url : servingUrls()) {
            require("serving at " + url, () -> answers(url + "/readyz"));
        }
    }

    private void require(String what, Condition condition) {
        condition.require(what + "; logs are in " + logs(), READY_WITHIN);
    }

    private boolean areBrokersThere() throws Exception {
        try (Admin admin = admin()) {
            return admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).size() == BROKERS.size();
        }
    }

    private boolean isInSync() throws Exception {
        try (Admin admin = admin()) {
            var names = admin.listTopics().names().get(10, TimeUnit.SECONDS);
            return admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.isr().size() == partition.replicas().size());
        }
    }

    private boolean doesIngestRead() throws Exception {
        String group = stream.kafka().namespace() + "-ingest";
        try (Admin admin = admin()) {
            var description = admin.describeConsumerGroups(List.of(group)).all().get(10, TimeUnit.SECONDS);
            var ingest = description.get(group);
            return ingest != null
                    && ingest.groupState() == GroupState.STABLE
                    && !ingest.members().isEmpty();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "request.timeout.ms",
                4_000,
                "default.api.timeout.ms",
                9_000,
                "enable.metrics.push",
                false));
    }

    private boolean answers(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    // --- what runs

    private KafkaBroker broker(String name) {
        return new KafkaBroker(name, addresses, options.directory().resolve(name));
    }

    private JavaCommand logged(String name, JavaCommand command) {
        return command.loggingTo(logs().resolve(name + ".log"));
    }

    private JavaCommand registry() {
        return JavaCommand.of(
                RegistryMain.class.getName(),
                "64m",
                options.directory().resolve("schemas.json").toString(),
                addresses.host(REGISTRY),
                Integer.toString(addresses.port(REGISTRY, "http")));
    }

    /** One of the program's own commands, which logs into its data directory. */
    private JavaCommand freshet(String name, String command, List<String> set) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                options.pipeline().toString(),
                "--data-dir",
                logs().resolve(name).toString()));
        set.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return JavaCommand.of("io.freshet.cli.Main", "320m", arguments.toArray(String[]::new));
    }

    private List<String> jobArguments(List<String> set) {
        List<String> arguments =
                new ArrayList<>(List.of("--pipeline", options.pipeline().toString()));
        set.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        arguments.addAll(List.of(
                "--set",
                "publish.snapshots=" + options.state().resolve("snapshots").toUri()));
        return arguments;
    }

    private List<String> settings() {
        Map<String, String> all = new LinkedHashMap<>(options.settings());
        all.put("kafka.bootstrap-servers", "'" + bootstrapServers() + "'");
        all.put("kafka.registry", "'" + addresses.url(REGISTRY) + "'");
        List<String> set = new ArrayList<>();
        all.forEach((path, value) -> set.add(path + "=" + value));
        return set;
    }

    private static List<String> with(List<String> set, String... more) {
        List<String> all = new ArrayList<>(set);
        all.addAll(List.of(more));
        return all;
    }

    private List<String> servingSettings(String name, List<String> set) {
        return with(
                set,
                "serving.host=" + addresses.host(name),
                "serving.port=" + addresses.port(name, "http"),
                "serving.advertised='" + addresses.hostAndPort(name, "http") + "'");
    }

    private static StreamConfig stream(Options options, Addresses addresses) {
        Section root = YamlFile.read(options.pipeline(), options.settings());
        StreamConfig stream = StreamConfig.read(root);
        return stream.at(addresses.bootstrapServers(), addresses.url(REGISTRY));
    }

    private void add(String name, List<String> command) {
        nodes.put(name, new Node(name, network.in(name, command), logs().resolve(name + ".out")));
    }

    /** Asks every process to end, applications first and the log last, and ends those that do not. */
    @Override
    public void close() {
        supervisor.close();
        List<Node> order = new ArrayList<>(nodes.values());
        Collections.reverse(order);
        for (Node node : order) {
            node.resume();
            node.stop();
        }
        for (Node node : order) {
            if (!node.awaitExit(ENDS_WITHIN)) {
                node.kill();
            }
        }
    }
}
