package io.freshet.bench.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.freshet.bench.Benchmarks;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.PipelineTopics;
import io.freshet.config.ConfigException;
import io.freshet.config.Resolved;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.message.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pipeline files, changed byte by byte, line by line and key by key: each is right, or all its faults are told. */
public final class PipelineFuzz {
    private static final Path FILE = LocalRegistry.temporary("pipeline").resolve("pipeline.yaml");
    private static final List<String> SEEDS =
            List.of(example("shop"), example("online-retail"), example("wikipedia"), example("shop") + """
                    learner:
                      encoder: { type: transformer, dropout: 0.1 }
                      objectives:
                        next-event: { weight: 0 }
                        cold: { type: moco, weight: 1 }
                        views: { type: vicreg, weight: 1, matryoshka: [16, 32] }
                      views: { crop: {}, mask: {}, reorder: {}, feature-corruption: { chance: 0.2 } }
                      batch: { size: 32, max-age: off }
                      replay: { policy: minimum-redundancy }
                      evaluate: { label: category }
                    publish: { delivery: exactly-once }
                    serving: { index: jvector, state: disk, map: { interval: off } }
                    """);
    private static final List<String> KEYS = keys();

    private PipelineFuzz() {}

    private static String example(String name) {
        try {
            return Files.readString(Benchmarks.HOME.resolve("examples/" + name + "/pipeline.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String seed : SEEDS) {
            write(seed.getBytes(StandardCharsets.UTF_8));
            try {
                Pipeline.read(FILE, Map.of()).resolved().stream()
                        .map(Resolved::path)
                        .filter(path -> !keys.contains(path))
                        .forEach(keys::add);
            } catch (ConfigException e) {
                throw new IllegalStateException("a seed is no pipeline: " + e.getMessage(), e);
            }
        }
        return keys;
    }

    /** Gets ready, which is not held against the first input. */
    public static void fuzzerInitialize() {
        // what this class needs is made as it is loaded
    }

    /** One file, with what overrides it. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String seed = data.pickValue(SEEDS);
        byte[] text = seed.getBytes(StandardCharsets.UTF_8);
        Map<String, String> overrides = new LinkedHashMap<>();
        switch (data.consumeInt(0, 3)) {
            case 0 -> text = Odd.mutated(text, data);
            case 1 -> text = lines(seed, data).getBytes(StandardCharsets.UTF_8);
            default -> override(overrides, data);
        }
        write(text);
        try {
            Pipeline pipeline = Pipeline.read(FILE, overrides);
            PipelineTopics.specs(pipeline.stream());
            new EventCodec(pipeline.stream()).schema();
            FeatureLayout.of(pipeline.stream());
        } catch (ConfigException e) {
            if (e.faults().isEmpty() || !e.getMessage().contains("must ")) {
                throw new AssertionError("a fault that does not say what must be", e);
            }
        }
    }

    private static void override(Map<String, String> overrides, FuzzedDataProvider data) {
        for (int n = data.consumeInt(1, 4); n > 0; n--) {
            String key = data.pickValue(KEYS);
            int cut = data.consumeInt(0, 7) == 0 ? key.lastIndexOf('.') : -1;
            overrides.put(cut > 0 ? key.substring(0, cut) : key, Odd.text(data));
        }
    }

    private static String lines(String seed, FuzzedDataProvider data) {
        List<String> lines = new ArrayList<>(seed.lines().toList());
        for (int n = data.consumeInt(1, 6); n > 0 && !lines.isEmpty(); n--) {
            int at = data.consumeInt(0, lines.size() - 1);
            String line = lines.get(at);
            switch (data.consumeInt(0, 6)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, line);
                case 2 -> lines.add(data.consumeInt(0, lines.size()), line);
                case 3 -> lines.set(at, " ".repeat(data.consumeInt(0, 8)) + line.strip());
                case 4 -> lines.set(at, line.replaceFirst(":.*", ": ") + Odd.text(data));
                case 5 -> lines.set(at, line.replaceFirst("\\w+:", "k") + Odd.text(data) + ": {}");
                default -> lines.set(at, line + " &a [*a, *a] !!java.net.URL {<<: *a}");
            }
        }
        return String.join("\n", lines);
    }

    private static void write(byte[] text) {
        try {
            Files.write(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
