package io.freshet.bench.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The step in eager PyTorch, in a process of its own that takes steps when told to. */
final class EagerStep implements AutoCloseable {
    /** The settings that Freshet gives the C library's allocator, as its environment variables. */
    static final Map<String, String> SAME_ALLOCATOR = Map.of(
            "MALLOC_MMAP_MAX_",
            "0",
            "MALLOC_TRIM_THRESHOLD_",
            Integer.toString(Integer.MAX_VALUE),
            "MALLOC_TOP_PAD_",
            Integer.toString(256 << 20),
            "MALLOC_ARENA_MAX",
            "1");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final String version;

    EagerStep(Path script, Path directory, int threads, boolean newestOnly, Map<String, String> environment) {
        this.directory = directory;
        String python = System.getenv().getOrDefault("FRESHET_PYTHON", "python3");
        ProcessBuilder builder = new ProcessBuilder(
                python,
                script.toString(),
                directory.toString(),
                Integer.toString(threads),
                newestOnly ? "newest-only" : "whole");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(python + " does not start; FRESHET_PYTHON names another", e);
        }
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        version = answer().get("version").asText();
    }

    String version() {
        return version;
    }

    FreshetStep.Gradients gradients() {
        double loss = ask("check").get("loss").asDouble();
        return new FreshetStep.Gradients(loss, floats("eager.gradient"), floats("eager.row_gradient"));
    }

    StepTimes take(int count) {
        JsonNode answer = ask("step " + count);
        return new StepTimes(
                milliseconds(answer.get("wall")),
                milliseconds(answer.get("cpu")),
                answer.get("loss").asDouble());
    }

    private static List<Double> milliseconds(JsonNode seconds) {
        List<Double> values = new ArrayList<>();
        seconds.forEach(value -> values.add(value.asDouble() * 1000));
        return values;
    }

    private JsonNode ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the PyTorch side has ended", e);
        }
        return answer();
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException(
                        "the PyTorch side has ended; does `" + System.getenv().getOrDefault("FRESHET_PYTHON", "python3")
                                + " -c 'import torch, numpy'` work?");
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private float[] floats(String name) {
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve(name));
            float[] values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
