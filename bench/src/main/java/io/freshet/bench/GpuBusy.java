package io.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The share of time in which a GPU runs a kernel, sampled by {@code nvidia-smi}: whatever the language of what keeps it
 * busy, so that two of them compare.
 */
public final class GpuBusy implements AutoCloseable {
    private static final long SECONDS = 5;
    // what a sample says is of up to a second before it
    private static final int OF_BEFORE = 2;

    private final Process process;

    /** Begins to sample. */
    public GpuBusy(int gpu) {
        try {
            process = new ProcessBuilder(
                            "nvidia-smi",
                            "--id=" + gpu,
                            "--query-gpu=utilization.gpu",
                            "--format=csv,noheader,nounits",
                            "--loop-ms=500")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("nvidia-smi, which says how busy a GPU is, does not start", e);
        }
    }

    /** How busy some work keeps the GPU when it is repeated for some seconds: from 0 to 1. */
    public static double during(int gpu, Runnable work) {
        try (GpuBusy busy = new GpuBusy(gpu)) {
            long until = System.nanoTime() + SECONDS * 1_000_000_000;
            while (System.nanoTime() < until) {
                work.run();
            }
            return busy.share();
        }
    }

    /** Ends sampling: the mean share since it began, from 0 to 1; no number where that was too short. */
    public double share() {
        close();
        List<Double> shares = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                shares.add(Double.parseDouble(line.strip()) / 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shares.stream()
                .skip(OF_BEFORE)
                .mapToDouble(share -> share)
                .average()
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        process.toHandle().destroy(); // leaves its output to be read, as the process's own would not
    }
}
