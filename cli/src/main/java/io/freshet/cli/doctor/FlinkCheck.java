package io.freshet.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.cli.run.Pipeline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Flink cluster by its REST interface: is it there, has it room, and does the learner's job work? */
final class FlinkCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "2.2.";

    private final String url;
    private final Pipeline pipeline;

    FlinkCheck(String url, Pipeline pipeline) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.pipeline = pipeline;
    }

    List<Finding> findings() {
        try {
            JsonNode overview = get("/overview");
            List<Finding> findings = new ArrayList<>();
            String version = overview.path("flink-version").asText("an unknown version");
            findings.add(
                    version.startsWith(VERSION)
                            ? Finding.ok("flink", version + " at " + url)
                            : Finding.fault(
                                    "flink", "be " + VERSION + "x", version, "docs/decisions/0002-version-pins.md"));
            findings.add(job(overview));
            return findings;
        } catch (IOException | IllegalArgumentException e) {
            String todo = "is the JobManager running, and is --flink its REST address?";
            return List.of(Finding.fault("flink", "answer at " + url, String.valueOf(e), todo));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.fault("flink", "answer at " + url, "an interruption", ""));
        }
    }

    private Finding job(JsonNode overview) throws IOException, InterruptedException {
        String name = pipeline.stream().name();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            String state = job.path("state").asText();
            if (job.path("name").asText().equals(name) && !state.equals("FINISHED") && !state.equals("CANCELED")) {
                String id = job.path("jid").asText();
                return state.equals("RUNNING")
                        ? Finding.ok("job " + name, "running")
                        : Finding.fault(
                                "job " + name, "be RUNNING", state, url + "/jobs/" + id + "/exceptions says why");
            }
        }
        int free = overview.path("slots-available").asInt();
        int wanted = pipeline.learner().parallelism();
        return free >= wanted
                ? Finding.warning(
                        "job " + name, "not there; " + free + " slots are free for it", "flink run submits it")
                : Finding.fault(
                        "slots",
                        "be " + wanted + " for the job (learner.parallelism)",
                        free + " free ones",
                        "add TaskManagers");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
