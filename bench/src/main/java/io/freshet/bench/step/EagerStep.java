package io.freshet.bench.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.program.Device;
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

/** The step in PyTorch, in a process of its own that takes steps when told to. */
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

    /** @param options of the script, beside those that every side has */
    EagerStep(Setting setting, List<String> options, Map<String, String> environment) {
        this.directory = setting.directory();
        String python = System.getenv().getOrDefault("FRESHET_PYTHON", "python3");
        String threads = Integer.toString(setting.threads());
        List<String> command = new ArrayList<>(List.of(python, setting.script().toString(), directory.toString()));
        command.addAll(List.of("--threads", threads, "--device", torchName(setting.device())));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        builder.environment().put("OMP_NUM_THREADS", threads);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(python + " does not start; FRESHET_PYTHON names another", e);
        }
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        version = answer().get("version").asText();
    }

    /** What all sides share. */
    record Setting(Path script, Path directory, int threads, Device device) {}

    private static String torchName(Device device) {
        return device.toString().replace("gpu", "cuda");
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
            JsonNode answer = JSON.readTree(line);
            if (answer.has("fault")) {
                throw new IllegalStateException(answer.get("fault").asText());
            }
            return answer;
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
