package io.freshet.cli.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** One Kafka node in this process, broker and controller in one (KRaft), its log in a directory that outlives it. */
public final class EmbeddedBroker implements AutoCloseable {

    /** A record as large as this passes the broker, so that ingest, not the network, is who rejects it. */
    public static final int MAX_RECORD_BYTES = 16 << 20;

    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts the node on a port of this machine; what the directory holds from an earlier start is kept. */
    public static EmbeddedBroker start(Path directory, int port) {
        Path logs = directory.toAbsolutePath().resolve("kafka");
        Properties properties = properties(logs, port, FreePort.any());
        format(directory, logs, properties);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(server, port);
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Blocks until the node has ended, by {@link #close} or by a fault of its own. */
    public void awaitShutdown() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path logs, int port, int controllerPort) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        p.setProperty("listeners", "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, port, HOST, controllerPort));
        p.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("log.dirs", logs.toString());
        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("message.max.bytes", Integer.toString(MAX_RECORD_BYTES));
        p.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_RECORD_BYTES));
        p.setProperty("socket.request.max.bytes", Integer.toString(4 * MAX_RECORD_BYTES));

        // One node is all there is, so nothing internal can ask for more than one copy.
        p.setProperty("offsets.topic.replication.factor", "1");
        p.setProperty("transaction.state.log.replication.factor", "1");
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("share.coordinator.state.topic.replication.factor", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        // Fewer internal partitions than a cluster's 50 each: they are files and start-up time here.
        p.setProperty("offsets.topic.num.partitions", "4");
        // A pipeline that rested for more than a week must go on where it stopped, not read everything again.
        p.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("share.coordinator.state.topic.num.partitions", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        // Flink's sink asks for transactions as long as an outage may last.
        p.setProperty("transaction.max.timeout.ms", "3600000");
        // After a kill the node waits for its own dead session to expire: five seconds, not nine; with two a busy
        // machine fences it.
        p.setProperty("broker.session.timeout.ms", "5000");
        p.setProperty("broker.heartbeat.interval.ms", "500");
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        return p;
    }

    private static void format(Path directory, Path logs, Properties properties) {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(logs);
            Path file = directory.resolve("broker.properties");
            try (var out = Files.newBufferedWriter(file)) {
                properties.store(out, "What this node was formatted with");
            }
            // Version 2 of transactions adds a partition with the first record to it, and answers those right behind it
            // with errors that are retried: nothing is lost, but a stream of short transactions crawls.
            runStorageTool(
                    "format",
                    "-t",
                    Uuid.randomUuid().toString(),
                    "-c",
                    file.toString(),
                    "--feature",
                    "transaction.version=1");
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's directory " + directory + " cannot be written", e);
        }
    }

    private static void runStorageTool(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int exit = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new IllegalStateException(
                    "The broker's directory cannot be formatted: " + output.toString(StandardCharsets.UTF_8));
        }
    }
}
