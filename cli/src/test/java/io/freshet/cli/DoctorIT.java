package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.freshet.cli.embedded.LogProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor against the embedded log, sound and then broken. */
class DoctorIT {
    private static final String SHOP =
            Path.of("..", "examples", "shop", "pipeline.yaml").toAbsolutePath().toString();

    @TempDir
    Path directory;

    @Test
    void saysWhatIsMissingAndWhatIsWrongAndNothingOnceItIsMended() throws Exception {
        Path data = directory.resolve("data");
        try (LogProcess log = LogProcess.use(data)) {
            String servers = log.address().bootstrapServers();

            Ran bare = doctor(data);
            assertThat(bare.exit()).isEqualTo(1);
            assertThat(bare.out())
                    .contains("ok    brokers: 1 at " + servers)
                    .contains("ok    registry: answers")
                    .contains("FAIL  topic shop.events: must exist, got none")
                    .contains("./freshet topics PIPELINE --create")
                    .contains("9 faults");

            String[] outside = {
                "--set=kafka.bootstrap-servers=" + servers,
                "--set=kafka.registry=" + log.address().registryUrl()
            };
            Ran created = Ran.of("topics", SHOP, "--create", outside[0], outside[1]);
            assertThat(created.exit()).as(created.err()).isZero();
            Ran sound = doctor(data);
            assertThat(sound.exit()).as(sound.out()).isZero();
            assertThat(sound.out())
                    .contains("ok    topic shop.embeddings: 1 partitions, copies 1")
                    .contains("ok    learner.device: cpu, libtorch ")
                    .contains("0 faults");

            alter(servers, "shop.events", "cleanup.policy", "compact");
            Ran broken = doctor(
                    data,
                    "--set=kafka.partitions=4",
                    "--set=kafka.replication=3",
                    "--set=learner.device=gpu:7",
                    "--set=publish.snapshots=nosuch://bucket/x",
                    "--set=publish.delivery=exactly-once",
                    "--set=publish.transaction-timeout=2d",
                    "--set=serving.host=0.0.0.0",
                    "--flink=http://127.0.0.1:1");
            assertThat(broken.exit()).isEqualTo(1);
            assertThat(broken.out())
                    .contains("FAIL  topic shop.events: must have cleanup.policy delete, got compact")
                    .contains("warn  topic shop.raw: 1 partitions, where kafka.partitions asks for 4")
                    .contains("FAIL  kafka.replication: must be at most the number of brokers, 1, got 3")
                    .contains("FAIL  publish.transaction-timeout: must be at most the brokers'")
                    .contains("FAIL  flink: must answer at http://127.0.0.1:1")
                    .contains("FAIL  learner.checkpoint.folder: must be given")
                    .contains("FAIL  publish.snapshots: must be a folder that can be written, got nosuch://bucket/x")
                    .contains("FAIL  learner.device: must be one that libtorch can use")
                    .contains("warn  serving.host: 0.0.0.0 lets other machines ask, without a key");
        }
    }

    @Test
    void oneThatIsAwayDoesNotHideTheNext() throws Exception {
        Path file = Files.writeString(directory.resolve("data"), "no folder");

        Ran ran = doctor(
                file,
                "--set=kafka.bootstrap-servers=127.0.0.1:1",
                "--set=kafka.registry=http://127.0.0.1:1",
                "--set=kafka.security={protocol: sasl-ssl, username: a, password: '${env:NOT_THERE}'}");

        assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
        assertThat(ran.out())
                .contains("FAIL  kafka.security.password: must be in the environment")
                .contains("FAIL  brokers: must answer at 127.0.0.1:1")
                .contains("FAIL  registry: must answer")
                .contains("FAIL  data directory: must be a folder that can be written");
    }

    @Test
    void asksFlinkForItsVersionItsRoomAndTheJob() throws Exception {
        String jobs = "{\"jobs\": [{\"jid\": \"ab\", \"name\": \"shop\", \"state\": \"RESTARTING\"}]}";
        try (Flink flink = new Flink("{\"flink-version\": \"2.2.1\", \"slots-available\": 0}", jobs)) {
            assertThat(doctor(directory, "--flink=" + flink.url()).out())
                    .contains("ok    flink: 2.2.1")
                    .contains("FAIL  job shop: must be RUNNING, got RESTARTING")
                    .contains("/jobs/ab/exceptions says why");
        }
        try (Flink flink = new Flink("{\"flink-version\": \"1.20.0\", \"slots-available\": 0}", "{\"jobs\": []}")) {
            assertThat(doctor(directory, "--flink=" + flink.url()).out())
                    .contains("FAIL  flink: must be 2.2.x, got 1.20.0")
                    .contains("FAIL  slots: must be 1 for the job (learner.parallelism), got 0 free ones");
        }
    }

    private static Ran doctor(Path data, String... options) {
        String[] all = new String[options.length + 4];
        all[0] = "doctor";
        all[1] = SHOP;
        all[2] = "--data-dir=" + data;
        all[3] = "--set=serving.port=0";
        System.arraycopy(options, 0, all, 4, options.length);
        return Ran.of(all);
    }

    private static void alter(String servers, String topic, String key, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    /** The two answers of a JobManager that the doctor asks for. */
    private static final class Flink implements AutoCloseable {
        private final HttpServer server;

        Flink(String overview, String jobs) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                boolean asksForJobs = exchange.getRequestURI().getPath().startsWith("/jobs");
                byte[] body = (asksForJobs ? jobs : overview).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
