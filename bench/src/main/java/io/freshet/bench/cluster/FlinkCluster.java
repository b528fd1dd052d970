package io.freshet.bench.cluster;

import static io.freshet.bench.cluster.Addresses.JOBMANAGER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.learner.job.LearnerJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink of several processes that runs the learner in application mode, as the compose file does: each JobManager starts
 * the job anew, which finds its newest checkpoint by itself.
 *
 * @param directory of settings and temporary files
 * @param state of checkpoints and snapshots, which every process of it reaches
 */
record FlinkCluster(Addresses addresses, Path directory, Path state) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    void prepare() throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(state);
        StringBuilder yaml = new StringBuilder();
        settings()
                .forEach((key, value) ->
                        yaml.append(key).append(": ").append(value).append('\n'));
        Files.writeString(directory.resolve("config.yaml"), yaml);
    }

    private Map<String, String> settings() {
        Map<String, String> s = new TreeMap<>();
        s.put("jobmanager.rpc.address", addresses.host(JOBMANAGER));
        s.put("jobmanager.rpc.port", Integer.toString(addresses.port(JOBMANAGER, "rpc")));
        s.put("jobmanager.bind-host", addresses.host(JOBMANAGER));
        s.put("rest.address", addresses.host(JOBMANAGER));
        s.put("rest.bind-address", addresses.host(JOBMANAGER));
        s.put("rest.port", Integer.toString(addresses.port(JOBMANAGER, "http")));
        s.put("blob.server.port", Integer.toString(addresses.port(JOBMANAGER, "blob")));
        s.put("heartbeat.interval", "1 s");
        s.put("heartbeat.timeout", "5 s");
        // either of the two TaskManagers can hold the whole job, so that it need not wait for the other's return
        s.put("taskmanager.numberOfTaskSlots", "2");
        s.put("taskmanager.load-balance.mode", "SLOTS");
        s.put("taskmanager.cpu.cores", "1.0");
        // a TaskManager that no script of Flink's starts wants every part of its memory named
        s.put("taskmanager.memory.framework.heap.size", "128m");
        s.put("taskmanager.memory.framework.off-heap.size", "128m");
        s.put("taskmanager.memory.task.heap.size", "384m");
        s.put("taskmanager.memory.task.off-heap.size", "768m");
        s.put("taskmanager.memory.network.min", "64m");
        s.put("taskmanager.memory.network.max", "64m");
        s.put("taskmanager.memory.managed.size", "128m");
        s.put("taskmanager.memory.jvm-metaspace.size", "256m");
        s.put("taskmanager.memory.jvm-overhead.min", "192m");
        s.put("taskmanager.memory.jvm-overhead.max", "192m");
        s.put("execution.checkpointing.storage", "filesystem");
        s.put(
                "execution.checkpointing.dir",
                state.resolve("checkpoints").toUri().toString());
        s.put("io.tmp.dirs", directory.resolve("tmp").toString());
        return s;
    }

    /** @param arguments of the job */
    JavaCommand jobManager(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(directory.toString(), LearnerJob.class.getName()));
        all.addAll(arguments);
        return JavaCommand.of(JobManagerMain.class.getName(), "320m", all.toArray(String[]::new));
    }

    JavaCommand taskManager(String name) {
        return JavaCommand.of(
                        TaskManagerRunner.class.getName(),
                        "640m",
                        "--configDir",
                        directory.toString(),
                        "-D",
                        "taskmanager.host=" + addresses.host(name),
                        "-D",
                        "taskmanager.bind-host=" + addresses.host(name))
                .with("-XX:MaxDirectMemorySize=960m");
    }

    /** Whether every task of the job runs. */
    boolean isRunning() throws IOException, InterruptedException {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            JsonNode tasks = job.path("tasks");
            if (job.path("state").asText().equals("RUNNING")) {
                return tasks.path("total").asInt() > 0
                        && tasks.path("running").asInt() == tasks.path("total").asInt();
            }
        }
        return false;
    }

    /** How many TaskManagers have joined. */
    long taskManagers() throws IOException, InterruptedException {
        return StreamSupport.stream(get("/taskmanagers").path("taskmanagers").spliterator(), false)
                .count();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(addresses.url(JOBMANAGER) + path))
                .timeout(ANSWER)
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
