package io.freshet.cli;

import io.freshet.cli.embedded.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A broker of one node that speaks TLS, and asks for a login by SCRAM. */
final class SecuredBroker implements AutoCloseable {
    static final String USER = "freshet";

    private static final String KEYSTORE_PASSWORD = "only-for-this-test";

    private final KafkaRaftServer server;
    private final int port;
    private final Path certificate;

    private SecuredBroker(KafkaRaftServer server, int port, Path certificate) {
        this.server = server;
        this.port = port;
        this.certificate = certificate;
    }

    static SecuredBroker start(Path folder, String password) throws Exception {
        Files.createDirectories(folder);
        Path keystore = folder.resolve("broker.p12");
        Path certificate = folder.resolve("ca.pem");
        keytool(
                "-genkeypair -alias broker -keyalg EC -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1 -storetype"
                        + " PKCS12 -keystore " + keystore + " -storepass " + KEYSTORE_PASSWORD);
        keytool("-exportcert -rfc -alias broker -keystore " + keystore + " -storepass " + KEYSTORE_PASSWORD + " -file "
                + certificate);
        int port = FreePort.any();
        int[] ports = {port, FreePort.any()};
        Properties properties = properties(folder.resolve("log"), ports, keystore, certificate, password);
        Path file = folder.resolve("broker.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, "");
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit = StorageTool.execute(
                new String[] {
                    "format",
                    "-t",
                    Uuid.randomUuid().toString(),
                    "-c",
                    file.toString(),
                    "--feature",
                    "transaction.version=1",
                    "--add-scram",
                    "SCRAM-SHA-512=[name=" + USER + ",password=" + password + "]"
                },
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
        }
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new SecuredBroker(server, port, certificate);
    }

    String bootstrapServers() {
        return "localhost:" + port;
    }

    /** What clients have to trust, PEM. */
    Path certificate() {
        return certificate;
    }

    private static Properties properties(Path logs, int[] ports, Path keystore, Path certificate, String password) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + ports[1]);
        p.setProperty("listeners", "SASL_SSL://localhost:%d,CONTROLLER://127.0.0.1:%d".formatted(ports[0], ports[1]));
        p.setProperty("advertised.listeners", "SASL_SSL://localhost:" + ports[0]);
        p.setProperty("inter.broker.listener.name", "SASL_SSL");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
        p.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        p.setProperty("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        p.setProperty(
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                // with a login, for it writes the markers of transactions to itself as a client
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";");
        p.setProperty("ssl.keystore.location", keystore.toString());
        p.setProperty("ssl.keystore.password", KEYSTORE_PASSWORD);
        p.setProperty("ssl.key.password", KEYSTORE_PASSWORD);
        p.setProperty("ssl.keystore.type", "PKCS12");
        p.setProperty("ssl.truststore.location", certificate.toString()); // it speaks to itself, too
        p.setProperty("ssl.truststore.type", "PEM");
        p.setProperty("log.dirs", logs.toString());
        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("offsets.topic.replication.factor", "1");
        p.setProperty("offsets.topic.num.partitions", "2");
        p.setProperty("transaction.state.log.replication.factor", "1");
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("transaction.state.log.num.partitions", "2");
        p.setProperty("share.coordinator.state.topic.replication.factor", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        return p;
    }

    private static void keytool(String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
