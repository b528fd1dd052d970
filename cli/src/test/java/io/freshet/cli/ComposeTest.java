package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.serving.ServingConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Keeps docker-compose.yml and Dockerfile in step with the code; no container engine is needed. */
class ComposeTest {
    private static final Path HOME = Path.of("..");
    private static final String OUR_IMAGE = "freshet";
    private static final String FLINK_IMAGE = "freshet-flink";
    private static final Set<String> FLINK_ENVIRONMENT = Set.of("FLINK_PROPERTIES"); // what its entry point reads
    private static final JsonNode COMPOSE = compose();
    private static final String DOCKERFILE = text("Dockerfile");

    @Test
    void imagesAreOfThePomsVersions() {
        String java = pom("maven.compiler.release");

        assertThat(service("kafka").path("image").asText()).isEqualTo("apache/kafka:" + pom("kafka.version"));
        assertThat(all("(?m)^FROM (\\S+) AS (\\S+)", DOCKERFILE).map(m -> m.group(2) + " " + m.group(1)))
                .containsExactly(
                        "build eclipse-temurin:" + java + "-jdk",
                        "flink flink:" + pom("flink.version") + "-java" + java,
                        "freshet eclipse-temurin:" + java + "-jre");
    }

    @Test
    void imagesOfOursAreTargetsOfTheDockerfileAndOthersHaveAVersion() {
        services().forEach((name, service) -> {
            String image = service.path("image").asText();
            if (service.has("build")) {
                String target = service.path("build").path("target").asText();
                assertThat(DOCKERFILE).as(name).contains(" AS " + target + "\n");
                assertThat(image).as(name).isEqualTo(target.equals("flink") ? FLINK_IMAGE : OUR_IMAGE);
            } else {
                assertThat(image).as(name).matches(".+:\\d+\\.\\d+\\.\\d+");
            }
        });
    }

    @Test
    void dockerfileCopiesWhatIsThere() {
        assertThat(all("(?m)^COPY (?!--from)(?:--\\S+ )*(\\S+) ", DOCKERFILE).map(m -> m.group(1)))
                .isNotEmpty()
                .allMatch(source -> Files.exists(HOME.resolve(source)), "exists");
        assertThat(all("docker/\\S+\\.sh", DOCKERFILE).map(MatchResult::group))
                .isNotEmpty()
                .allMatch(script -> Files.isExecutable(HOME.resolve(script)), "is executable");
        assertThat(HOME.resolve("docker/learner")).isExecutable();
    }

    @ParameterizedTest
    @MethodSource("servicesOfOurImage")
    void commandsAreCommandsOfTheProgram(String name) {
        String[] command = command(name).toArray(String[]::new);

        assertThatCode(() -> Main.commandLine().parseArgs(command)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("servicesThatReadThePipeline")
    void whatCommandsSetAreKeysOfThePipeline(String name) {
        List<String> validate = new ArrayList<>(List.of("validate", pipeline().toString()));
        settings(name).forEach(setting -> validate.add("--set=" + setting));

        Ran ran = Ran.of(validate.toArray(String[]::new));

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
    }

    @Test
    void jobHasAPipelineAndWhatItSets() {
        List<String> command = command("jobmanager");

        assertThat(command.get(0)).isEqualTo("learner");
        assertThat(command).hasSizeGreaterThan(3);
        for (int i = 1; i < command.size(); i += 2) {
            assertThat(command.get(i)).isIn("--pipeline", "--set");
        }
        assertThat(command)
                .contains("--pipeline", "/etc/freshet/pipeline.yaml")
                .anyMatch(word -> word.startsWith("publish.snapshots=file:///var/lib/freshet/"));
    }

    @Test
    void mainClassesHaveAMain() throws Exception {
        String ours = last(all("\"(io\\.freshet\\.[\\w.]+)\"", DOCKERFILE));
        String job = last(all("--job-classname (\\S+)", text("docker/learner")));

        assertThat(ours).isEqualTo(Main.class.getName());
        for (String name : List.of(ours, job)) {
            Class<?> main = Class.forName(name, false, ComposeTest.class.getClassLoader());
            assertThat(Modifier.isStatic(main.getMethod("main", String[].class).getModifiers()))
                    .isTrue();
        }
    }

    @Test
    void imageOpensWhatTheLauncherOpens() {
        String pattern = "--add-(?:exports|opens)=[\\w./=-]+";

        assertThat(all(pattern, DOCKERFILE).map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(
                        all(pattern, text("freshet")).map(MatchResult::group).toList());
    }

    @Test
    void portsAreTheCodesDefaultsAndOpenToThisMachineAlone() {
        Section empty = YamlFile.parse("serving: {}", "empty", Map.of()).section("serving");
        int page = ServingConfig.read(empty).port();

        assertThat(texts(service("serving-1").path("ports"))).containsExactly("127.0.0.1:" + page + ":" + page);
        assertThat(texts(service("serving-2").path("ports"))).hasSize(1).allMatch(port -> port.endsWith(":" + page));
        for (String name : List.of("serving-1", "serving-2")) {
            assertThat(settings(name)).contains("serving.advertised=" + name + ":" + page);
        }
        assertThat(DOCKERFILE).contains("\nEXPOSE " + page + "\n");
        services()
                .forEach((name, service) -> assertThat(texts(service.path("ports")))
                        .as(name)
                        .allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    @Test
    void everybodyMeetsAtTheSameKafkaAndRegistry() {
        String listeners = service("kafka")
                .path("environment")
                .path("KAFKA_ADVERTISED_LISTENERS")
                .asText();
        String kafka = last(all("INSIDE://([^,]+)", listeners));
        String registryPort = service("registry")
                .path("environment")
                .path("QUARKUS_HTTP_PORT")
                .asText();
        String registry = "http://registry:" + registryPort + "/apis/ccompat/v7";

        servicesThatReadThePipeline()
                .forEach(name -> assertThat(settings(name))
                        .as(name)
                        .contains("kafka.bootstrap-servers=" + kafka, "kafka.registry=" + registry));
        assertThat(service("kafka").path("healthcheck").path("test").toString()).contains(port(kafka));
        assertThat(service("registry").path("healthcheck").path("test").toString())
                .contains(":" + registryPort + "/apis/ccompat/v7/");
        assertThat(service("ingest").path("healthcheck").path("test").toString())
                .contains(
                        ":" + Integer.toHexString(Integer.parseInt(port(kafka))).toUpperCase(Locale.ROOT) + " 01 ");
    }

    @Test
    void clientsLookWhereComposePutsKafka() {
        String host = last(all(
                "HOST://([^,]+)",
                service("kafka")
                        .path("environment")
                        .path("KAFKA_ADVERTISED_LISTENERS")
                        .asText()));

        assertThat(texts(service("kafka").path("ports"))).containsExactly("127.0.0.1:" + port(host) + ":" + port(host));
        assertThat(text("examples/clients/javascript/subscribe.js")).contains("'" + host + "'");
        assertThat(text("examples/clients/python/subscribe.py")).contains("\"" + host + "\"");
    }

    @Test
    void environmentIsWhatSomebodyReadsAndHoldsNoSecrets() {
        services().forEach((name, service) -> {
            Set<String> names = names(service.path("environment"));
            switch (service.path("image").asText()) {
                case OUR_IMAGE -> assertThat(names).as(name).isEmpty();
                case FLINK_IMAGE -> assertThat(names).as(name).isSubsetOf(FLINK_ENVIRONMENT);
                default -> assertThat(names).as(name).allMatch(key -> key.matches("(KAFKA|APICURIO|QUARKUS)_[A-Z_]+"));
            }
            assertThat(names).as(name).noneMatch(key -> key.matches(".*(PASSWORD|SECRET|TOKEN|CREDENTIAL).*"));
        });
    }

    @Test
    void flinksPropertiesAreKeysOfFlinkAndItsMemoryAddsUp() throws Exception {
        Map<String, String> properties = flinkProperties();
        Configuration flink = Configuration.fromMap(properties);

        assertThat(keysOf(
                        TaskManagerOptions.class,
                        JobManagerOptions.class,
                        CheckpointingOptions.class,
                        HeartbeatManagerOptions.class))
                .containsAll(properties.keySet());
        assertThat(flink.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).hasSeconds(5);
        assertThatCode(() -> TaskExecutorProcessUtils.processSpecFromConfig(flink))
                .doesNotThrowAnyException();
        assertThat(flink.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY))
                .isLessThan(MemorySize.parse(
                        service("taskmanager").path("mem_limit").asText()));
        assertThat(flink.get(JobManagerOptions.TOTAL_PROCESS_MEMORY))
                .isLessThan(
                        MemorySize.parse(service("jobmanager").path("mem_limit").asText()));
        assertThat(service("taskmanager").path("healthcheck").path("test").toString())
                .contains("/" + flink.get(TaskManagerOptions.RPC_PORT));
    }

    @Test
    void checkpointsLieInAVolumeThatEveryFlinkProcessReaches() {
        String folder = flinkProperties()
                .getOrDefault(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(), "")
                .replaceFirst("^file://", "");

        assertThat(DOCKERFILE).contains(" " + folder + " ");
        assertThat(names(COMPOSE.path("volumes"))).contains("learner");
        for (String name : List.of("jobmanager", "taskmanager")) {
            assertThat(texts(service(name).path("volumes"))).contains("learner:/var/lib/freshet");
        }
    }

    /** One of the two can hold the whole job when the other dies. */
    @Test
    void twoTaskManagersHaveSlotsToSpare() throws Exception {
        int parallelism = settings("jobmanager").stream()
                .filter(setting -> setting.startsWith("learner.parallelism="))
                .map(setting -> Integer.parseInt(setting.substring(setting.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();

        assertThat(service("taskmanager").path("deploy").path("replicas").asInt())
                .isEqualTo(2);
        assertThat(Configuration.fromMap(flinkProperties()).get(TaskManagerOptions.NUM_TASK_SLOTS))
                .isGreaterThanOrEqualTo(parallelism);
    }

    @Test
    void gpuOverrideSaysTheSameAndWhereTheEngineIs() {
        JsonNode override = yaml("docker-compose.gpu.yml").path("services");
        List<String> command = texts(override.path("jobmanager").path("command"));
        JsonNode environment = override.path("taskmanager").path("environment");

        assertThat(services().keySet()).containsAll(names(override));
        assertThat(command.subList(0, command.size() - 2)).isEqualTo(command("jobmanager"));
        assertThat(command.subList(command.size() - 2, command.size())).containsExactly("--set", "learner.device=gpu");
        assertThat(Ran.of("validate", pipeline().toString(), "--set=learner.device=gpu")
                        .exit())
                .isZero();
        assertThat(names(environment))
                .isNotEmpty()
                .allMatch(name -> text("docs/guides/gpu.md").contains("`" + name + "`"));
        for (JsonNode mount : override.path("taskmanager").path("volumes")) {
            assertThat(mount.path("source").asText())
                    .isEqualTo(mount.path("target").asText())
                    .startsWith("${FRESHET_");
        }
    }

    @Test
    void everyServiceIsCheckedUnlessItEndsByItself() throws IOException {
        services().forEach((name, service) -> {
            JsonNode check = service.path("healthcheck");
            boolean endsByItself = name.equals("topics") || name.equals("replay");
            assertThat(check.path("disable").asBoolean()).as(name).isEqualTo(endsByItself);
            if (!endsByItself) {
                assertThat(check.path("test").size()).as(name).isGreaterThan(1);
                assertThat(check.has("interval") && check.has("timeout") && check.has("retries"))
                        .as(name)
                        .isTrue();
            }
            assertThat(service.has("mem_limit")).as(name).isTrue();
        });
        try (InputStream api = ServingConfig.class.getResourceAsStream("openapi.json")) {
            String path = last(all(
                    "http://localhost:\\d+(/\\w+)",
                    texts(service("serving-1").path("healthcheck").path("test")).toString()));
            assertThat(new ObjectMapper().readTree(api).path("paths").has(path)).isTrue();
        }
    }

    @Test
    void nobodyWaitsForWhatDoesNotCome() {
        services()
                .forEach((name, service) -> service.path("depends_on")
                        .properties()
                        .forEach(needed -> {
                            JsonNode other = service(needed.getKey());
                            boolean ends =
                                    other.path("healthcheck").path("disable").asBoolean();
                            assertThat(needed.getValue().path("condition").asText())
                                    .as(name + " needs " + needed.getKey())
                                    .isIn(
                                            ends
                                                    ? Set.of("service_completed_successfully")
                                                    : Set.of("service_healthy", "service_started"));
                        }));
    }

    @Test
    void mountsAreVolumesOrFilesThatAreThere() {
        services()
                .forEach((name, service) -> service.path("volumes").forEach(volume -> {
                    if (volume.isTextual()) {
                        assertThat(names(COMPOSE.path("volumes")))
                                .as(name)
                                .contains(volume.asText().split(":", 2)[0]);
                    } else {
                        assertThat(HOME.resolve(byDefault(volume.path("source").asText())))
                                .as(name)
                                .isRegularFile();
                    }
                }));
    }

    private static Stream<String> servicesOfOurImage() {
        return services().entrySet().stream()
                .filter(entry -> entry.getValue().path("image").asText().equals(OUR_IMAGE))
                .map(Map.Entry::getKey);
    }

    private static Stream<String> servicesThatReadThePipeline() {
        return Stream.concat(servicesOfOurImage(), Stream.of("jobmanager"));
    }

    private static Path pipeline() {
        String source = all("source: (\\S*pipeline.yaml\\S*)", text("docker-compose.yml"))
                .map(m -> m.group(1))
                .findFirst()
                .orElseThrow();
        return HOME.resolve(byDefault(source));
    }

    /** What {@code ${NAME:-default}} is where the name is not set. */
    private static String byDefault(String value) {
        return value.replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
    }

    private static Map<String, String> flinkProperties() {
        return service("jobmanager")
                .path("environment")
                .path("FLINK_PROPERTIES")
                .asText()
                .lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static Set<String> keysOf(Class<?>... options) throws IllegalAccessException {
        Set<String> keys = new TreeSet<>();
        for (Class<?> type : options) {
            for (var field : type.getFields()) {
                if (field.get(null) instanceof ConfigOption<?> option) {
                    keys.add(option.key());
                }
            }
        }
        return keys;
    }

    private static Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        COMPOSE.path("services").properties().forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return services;
    }

    private static JsonNode service(String name) {
        return COMPOSE.path("services").path(name);
    }

    private static List<String> command(String service) {
        return texts(service(service).path("command"));
    }

    /** What a command sets, written as {@code --set=a.b=c}, or as {@code --set} and {@code a.b=c}. */
    private static List<String> settings(String service) {
        List<String> command = command(service);
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            if (command.get(i).startsWith("--set=")) {
                settings.add(command.get(i).substring("--set=".length()));
            } else if (command.get(i).equals("--set")) {
                settings.add(command.get(i + 1));
            }
        }
        return settings;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Set<String> names(JsonNode map) {
        Set<String> names = new TreeSet<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private static Stream<MatchResult> all(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results();
    }

    private static String last(Stream<MatchResult> found) {
        return found.map(m -> m.group(1)).reduce((first, second) -> second).orElseThrow();
    }

    private static String pom(String property) {
        return last(all("<" + Pattern.quote(property) + ">([^<]+)<", text("pom.xml")));
    }

    private static JsonNode compose() {
        return yaml("docker-compose.yml");
    }

    private static JsonNode yaml(String file) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(file));
        return new ObjectMapper().valueToTree(tree);
    }

    private static String text(String file) {
        try {
            return Files.readString(HOME.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
