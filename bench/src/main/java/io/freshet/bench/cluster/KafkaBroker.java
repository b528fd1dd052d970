package io.freshet.bench.cluster;

import static io.freshet.bench.cluster.Addresses.BROKERS;

import io.freshet.cli.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/** One of three Kafka nodes, broker and controller in one (KRaft), by Kafka's own main classes. */
record KafkaBroker(String name, Addresses addresses, Path directory) {
    private static final String HEAP = "320m";

    /** Writes its settings and formats its log. */
    void prepare(Uuid cluster) throws IOException {
        Files.createDirectories(directory);
        try (Writer out = Files.newBufferedWriter(file())) {
            properties().store(out, null);
        }
        List<String> format = JavaCommand.of(
                        "kafka.tools.StorageTool",
                        "64m",
                        "format",
                        "-t",
                        cluster.toString(),
                        "-c",
                        file().toString(),
                        "--feature",
                        "transaction.version=1")
                .command();
        Shell.run(format.toArray(String[]::new));
    }

    JavaCommand command() {
        return JavaCommand.of("kafka.Kafka", HEAP, file().toString());
    }

    private Path file() {
        return directory.resolve("server.properties");
    }

    private Properties properties() {
        String listeners = "PLAINTEXT://" + addresses.hostAndPort(name, "kafka");
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", id(name));
        p.setProperty("controller.quorum.voters", voters());
        p.setProperty("listeners", listeners + ",CONTROLLER://" + addresses.hostAndPort(name, "controller"));
        p.setProperty("advertised.listeners", listeners);
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("log.dirs", directory.resolve("log").toString());
        p.setProperty("auto.create.topics.enable", "false");
        // what a production cluster has: a record is acknowledged by two of three
        p.setProperty("default.replication.factor", "3");
        p.setProperty("min.insync.replicas", "2");
        p.setProperty("offsets.topic.replication.factor", "3");
        p.setProperty("transaction.state.log.replication.factor", "3");
        p.setProperty("transaction.state.log.min.isr", "2");
        p.setProperty("share.coordinator.state.topic.replication.factor", "3");
        p.setProperty("share.coordinator.state.topic.min.isr", "2");
        p.setProperty("message.max.bytes", Integer.toString(EmbeddedBroker.MAX_RECORD_BYTES));
        p.setProperty("replica.fetch.max.bytes", Integer.toString(EmbeddedBroker.MAX_RECORD_BYTES));
        p.setProperty("transaction.max.timeout.ms", "3600000");
        // fewer files and threads than a machine of its own would have
        p.setProperty("offsets.topic.num.partitions", "4");
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("share.coordinator.state.topic.num.partitions", "1");
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        return p;
    }

    private String voters() {
        return BROKERS.stream()
                .map(broker -> id(broker) + "@" + addresses.hostAndPort(broker, "controller"))
                .collect(Collectors.joining(","));
    }

    private static String id(String broker) {
        return broker.substring(broker.indexOf('-') + 1);
    }
}
