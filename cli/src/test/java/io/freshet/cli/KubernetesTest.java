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
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Keeps deploy/kubernetes in step with the code; no cluster is needed. */
class KubernetesTest {
    private static final Path HOME = Path.of("..");
    private static final Path FOLDER = HOME.resolve("deploy/kubernetes");
    private static final Path PIPELINE = FOLDER.resolve("pipeline.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode KUSTOMIZATION =
            documents("kustomization.yaml").get(0);
    private static final List<JsonNode> OBJECTS = texts(KUSTOMIZATION.path("resources")).stream()
            .flatMap(file -> documents(file).stream())
            .toList();
    private static final Map<String, String> API_VERSIONS = Map.of(
            "Namespace", "v1",
            "Service", "v1",
            "PersistentVolumeClaim", "v1",
            "StatefulSet", "apps/v1",
            "Job", "batch/v1",
            "PodDisruptionBudget", "policy/v1",
            "FlinkDeployment", "flink.apache.org/v1beta1");

    @Test
    void everyFileIsNamedAndEveryObjectIsOfAKnownKind() throws IOException {
        Set<String> named = new TreeSet<>(texts(KUSTOMIZATION.path("resources")));
        named.addAll(texts(KUSTOMIZATION.at("/configMapGenerator/0/files")));
        named.add("kustomization.yaml");
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
        for (JsonNode object : OBJECTS) {
            assertThat(object.path("apiVersion").asText()).as(kind(object)).isEqualTo(API_VERSIONS.get(kind(object)));
            assertThat(name(object)).as(kind(object)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ownWorkloads")
    void argumentsAreACommandOfTheProgramAndWhatTheySetAreKeysOfThePipeline(String name) {
        List<String> arguments = arguments(name);
        List<String> validate = new ArrayList<>(List.of("validate", PIPELINE.toString()));
        arguments.stream().filter(word -> word.startsWith("--set=")).forEach(validate::add);

        assertThatCode(() -> Main.commandLine().parseArgs(arguments.toArray(String[]::new)))
                .doesNotThrowAnyException();
        assertThat(arguments.get(1)).isEqualTo("/etc/freshet/pipeline.yaml");
        Ran ran = Ran.of(validate.toArray(String[]::new));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("ownWorkloads")
    void ownContainersAreOfTheImagesUserAndMayNothing(String name) throws IOException {
        JsonNode pod = pod(name);
        JsonNode container = container(name);

        assertThat(container.path("image").asText()).isEqualTo("freshet");
        assertThat(text("Dockerfile"))
                .contains("--uid " + pod.at("/securityContext/runAsUser").asInt() + " ");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/resources/requests").has("cpu")).isTrue();
        assertThat(container.at("/resources/limits").has("memory")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void podsRunAsNobodyInParticularWithWhatIsMountedThere(String name) {
        JsonNode pod = pod(name);
        JsonNode container = container(name);
        Set<String> volumes = new TreeSet<>();
        pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
        object(name).at("/spec/volumeClaimTemplates").forEach(claim -> volumes.add(name(claim)));
        Set<String> mounted = new TreeSet<>();
        container
                .path("volumeMounts")
                .forEach(mount -> mounted.add(mount.path("name").asText()));

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(texts(container.at("/securityContext/capabilities/drop"))).containsExactly("ALL");
        assertThat(mounted).isEqualTo(volumes);
        assertThat(mountPath(container, "pipeline")).isEqualTo("/etc/freshet");
        assertThat(pod.at("/volumes").findValuesAsText("name")).contains("pipeline");
        assertThat(KUSTOMIZATION.at("/configMapGenerator/0/name").asText()).isEqualTo("pipeline");
        assertThat(KUSTOMIZATION.at("/generatorOptions/disableNameSuffixHash").asBoolean())
                .isTrue();
    }

    @Test
    void portsAndProbesAreTheServersOwn() throws IOException {
        Section pipeline = YamlFile.read(PIPELINE, Map.of());
        ServingConfig config = ServingConfig.read(pipeline.section("serving"));
        JsonNode serving = container("serving");

        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(serving.at("/ports/0/containerPort").asInt()).isEqualTo(config.port());
        assertThat(serving.at("/ports/0/name").asText()).isEqualTo("http");
        try (InputStream api = ServingConfig.class.getResourceAsStream("openapi.json")) {
            JsonNode paths = JSON.readTree(api).path("paths");
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode get = serving.path(probe).path("httpGet");
                assertThat(paths.has(get.path("path").asText())).as(probe).isTrue();
                assertThat(get.path("port").asText()).isEqualTo("http");
            }
            assertThat(serving.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        }
        for (String service : List.of("serving", "serving-peers")) {
            JsonNode port = object("Service", service).at("/spec/ports/0");
            assertThat(port.path("targetPort").asText()).isEqualTo("http");
            assertThat(port.path("port").asInt()).isEqualTo(config.port());
        }
    }

    @Test
    void instancesAdvertiseTheNamesThatTheirHeadlessServiceGivesThem() {
        ServingConfig config =
                ServingConfig.read(YamlFile.read(PIPELINE, Map.of()).section("serving"));
        String peers = object("serving").at("/spec/serviceName").asText();

        assertThat(object("Service", peers).at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(object("Service", peers).at("/spec/publishNotReadyAddresses").asBoolean())
                .isTrue();
        assertThat(texts(container("serving").path("args")))
                .contains("--set=serving.advertised=$(POD_NAME)." + peers + ":" + config.port());
        assertThat(container("serving")
                        .at("/env/0/valueFrom/fieldRef/fieldPath")
                        .asText())
                .isEqualTo("metadata.name");
        assertThat(object("serving").at("/spec/replicas").asInt()).isEqualTo(2);
    }

    @Test
    void probeOfIngestLooksForTheBrokersPort() {
        String servers = YamlFile.read(PIPELINE, Map.of()).section("kafka").string("bootstrap-servers", "");
        int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));

        assertThat(texts(container("ingest").at("/readinessProbe/exec/command")))
                .contains(":" + Integer.toHexString(port).toUpperCase(Locale.ROOT) + " 01 ");
    }

    @Test
    void secretsAreReferencesAndEveryVariableOfThePipelineIsOne() {
        assertThat(OBJECTS).noneMatch(object -> kind(object).equals("Secret"));
        List<String> variables = all("\\$\\{env:(\\w+)}", read(PIPELINE)).toList();
        assertThat(variables).isNotEmpty();
        Set<String> given = new TreeSet<>();
        for (JsonNode variable : container("serving").path("env")) {
            if (variable.path("valueFrom").has("secretKeyRef")) {
                given.add(variable.path("name").asText());
            } else {
                assertThat(variable.path("valueFrom").has("fieldRef")).isTrue();
            }
        }
        assertThat(given).containsAll(variables);
        for (String name : workloads().toList()) {
            assertThat(container(name).at("/envFrom/0/secretRef/name").asText())
                    .as(name)
                    .isEqualTo("freshet");
        }
    }

    @Test
    void selectorsSelectThePodsThatAreThere() {
        for (JsonNode object : OBJECTS) {
            JsonNode selector = switch (kind(object)) {
                case "Service" -> object.at("/spec/selector");
                case "StatefulSet", "PodDisruptionBudget" -> object.at("/spec/selector/matchLabels");
                default -> JSON.createObjectNode();
            };
            boolean flinks = selector.path("app").asText().equals("learner"); // the operator gives them that label
            if (!selector.isEmpty() && !flinks) {
                assertThat(OBJECTS)
                        .as(kind(object) + " " + name(object))
                        .anyMatch(other -> labels(other.at("/spec/template"))
                                .entrySet()
                                .containsAll(labels(selector).entrySet()));
            }
        }
        for (String budget : List.of("ingest", "serving", "learner")) {
            assertThat(object("PodDisruptionBudget", budget).has("spec")).isTrue();
        }
    }

    @Test
    void learnerIsTheJobOnTheFlinkOfThePom() throws Exception {
        JsonNode spec = object("learner").path("spec");
        List<String> arguments = texts(spec.at("/job/args"));
        Class<?> job = Class.forName(spec.at("/job/entryClass").asText(), false, KubernetesTest.class.getClassLoader());
        String flink = all("<flink.version>(\\d+\\.\\d+)\\.\\d+<", text("pom.xml"))
                .findFirst()
                .orElseThrow();

        assertThat(Modifier.isStatic(job.getMethod("main", String[].class).getModifiers()))
                .isTrue();
        assertThat(spec.path("flinkVersion").asText()).isEqualTo("v" + flink.replace('.', '_'));
        assertThat(arguments).containsExactly("--pipeline", "/etc/freshet/pipeline.yaml");
        assertThat(texts(documents("../kubernetes-gpu/learner.yaml").get(0).at("/spec/job/args"))
                        .subList(0, 2))
                .isEqualTo(arguments);
    }

    @Test
    void flinksConfigurationAreKeysOfFlinkAndItsMemoryAddsUp() throws Exception {
        JsonNode spec = object("learner").path("spec");
        Map<String, String> written = labels(spec.path("flinkConfiguration"));
        Configuration flink = Configuration.fromMap(written);
        flink.set(
                TaskManagerOptions.TOTAL_PROCESS_MEMORY,
                MemorySize.parse(spec.at("/taskManager/resource/memory").asText()));

        assertThat(keysOf(
                        TaskManagerOptions.class,
                        CheckpointingOptions.class,
                        HeartbeatManagerOptions.class,
                        HighAvailabilityOptions.class,
                        CoreOptions.class))
                .containsAll(written.keySet());
        assertThatCode(() -> TaskExecutorProcessUtils.processSpecFromConfig(flink))
                .doesNotThrowAnyException();
        assertThat(flink.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT)).hasSeconds(5);
        int parallelism = spec.at("/job/parallelism").asInt();
        assertThat(spec.at("/taskManager/replicas").asInt()).isEqualTo(2);
        assertThat(flink.get(TaskManagerOptions.NUM_TASK_SLOTS)).isGreaterThanOrEqualTo(parallelism);
        assertThat(YamlFile.read(PIPELINE, Map.of()).section("learner").integer("parallelism", 1, 1, 100))
                .isEqualTo(parallelism);
        String folder = mountPath(container("learner"), "learner");
        assertThat(written.values().stream().filter(value -> value.startsWith("file://")))
                .hasSize(3)
                .allMatch(value -> value.startsWith("file://" + folder + "/"));
        assertThat(object("PersistentVolumeClaim", "learner")
                        .at("/spec/accessModes/0")
                        .asText())
                .isEqualTo("ReadWriteMany");
    }

    @Test
    void gpuOverlayPatchesWhatIsThere() throws IOException {
        JsonNode overlay = documents("../kubernetes-gpu/kustomization.yaml").get(0);
        JsonNode patch = documents("../kubernetes-gpu/learner.yaml").get(0);
        JsonNode container = patch.at("/spec/taskManager/podTemplate/spec/containers/0");

        assertThat(texts(overlay.path("resources"))).containsExactly("../kubernetes");
        assertThat(overlay.at("/patches/0/path").asText()).isEqualTo("learner.yaml");
        assertThat(object(kind(patch), name(patch)).path("apiVersion")).isEqualTo(patch.path("apiVersion"));
        assertThat(patch.at("/metadata/namespace").asText())
                .isEqualTo(KUSTOMIZATION.path("namespace").asText());
        assertThat(container.path("name")).isEqualTo(object("learner").at("/spec/podTemplate/spec/containers/0/name"));
        assertThat(container.at("/resources/limits/nvidia.com~1gpu").asInt()).isEqualTo(1);
        for (JsonNode variable : container.path("env")) {
            assertThat(text("docs/guides/gpu.md"))
                    .contains("`" + variable.path("name").asText() + "`");
        }
        List<String> arguments = texts(patch.at("/spec/job/args"));
        assertThat(Ran.of("validate", PIPELINE.toString(), "--set=" + arguments.get(3))
                        .exit())
                .isZero();
    }

    private static Stream<String> ownWorkloads() {
        return Stream.of("topics", "ingest", "serving");
    }

    private static Stream<String> workloads() {
        return Stream.of("topics", "ingest", "serving", "learner");
    }

    private static List<String> arguments(String name) {
        return texts(container(name).path("args")).stream()
                .map(word -> word.replace("$(POD_NAME)", name + "-0"))
                .toList();
    }

    private static JsonNode pod(String name) {
        JsonNode object = object(name);
        return object.at(kind(object).equals("FlinkDeployment") ? "/spec/podTemplate/spec" : "/spec/template/spec");
    }

    private static JsonNode container(String name) {
        assertThat(pod(name).path("containers")).hasSize(1);
        return pod(name).path("containers").get(0);
    }

    private static String mountPath(JsonNode container, String volume) {
        return StreamSupport.stream(container.path("volumeMounts").spliterator(), false)
                .filter(mount -> mount.path("name").asText().equals(volume))
                .map(mount -> mount.path("mountPath").asText())
                .findFirst()
                .orElse("");
    }

    /** What runs under a name. */
    private static JsonNode object(String name) {
        return OBJECTS.stream()
                .filter(object ->
                        Set.of("Job", "StatefulSet", "FlinkDeployment").contains(kind(object)))
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode object(String kind, String name) {
        return OBJECTS.stream()
                .filter(object -> kind(object).equals(kind) && name(object).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    private static Map<String, String> labels(JsonNode node) {
        JsonNode labels = node.has("metadata") ? node.at("/metadata/labels") : node;
        return labels.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asText()));
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

    private static List<JsonNode> documents(String file) {
        List<JsonNode> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(read(FOLDER.resolve(file)))
                .forEach(tree -> documents.add(JSON.valueToTree(tree)));
        return documents;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Stream<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult found) -> found.group(1));
    }

    private static String text(String file) {
        return read(HOME.resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
