package io.freshet.bench.leaveoneout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bench/pytorch/sasrec.py}: SASRec with full cross-entropy, trained in epochs in PyTorch. */
final class SasRec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path script;

    SasRec(Path script) {
        this.script = script;
    }

    /** What came out; of training alone the processor's seconds. */
    record Outcome(Scores scores, int epochs, int bestEpoch, double cpuSeconds) {}

    Outcome run(Path sequences, long seed, List<String> options) throws IOException {
        String python = System.getenv().getOrDefault("FRESHET_PYTHON", "python3");
        List<String> command = new ArrayList<>(
                List.of(python, script.toString(), sequences.toString(), "--seed", Long.toString(seed)));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(
                        "SASRec has ended without a result; does `" + python + " -c 'import torch, numpy'` work?");
            }
            JsonNode result = JSON.readTree(said.substring(said.lastIndexOf('\n') + 1));
            Scores scores = new Scores(
                    result.get("hr10").asDouble(),
                    result.get("ndcg10").asDouble(),
                    result.get("mrr").asDouble());
            return new Outcome(
                    scores,
                    result.get("epochs").asInt(),
                    result.get("best_epoch").asInt(),
                    result.get("cpu_s").asDouble());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }
}
