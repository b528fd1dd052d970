package io.freshet.learner.training;

import io.freshet.config.Section;
import io.freshet.learner.evaluate.LabelProbes;
import io.freshet.learner.memory.MemoryConfig;
import io.freshet.learner.objective.Matryoshka;
import io.freshet.learner.objective.Negatives;
import io.freshet.learner.objective.ObjectiveConfig;
import io.freshet.learner.objective.Objectives;
import io.freshet.learner.replay.Replays;
import io.freshet.learner.view.Views;
import io.freshet.model.encoder.EncoderConfig;
import io.freshet.model.encoder.Encoders;
import io.freshet.model.encoder.ExponentialKernel;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.stream.StreamConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code learner} of a pipeline file.
 *
 * @param historyLength events of an entity that the encoder sees
 * @param historyTtl how long an entity's history is kept without an event; null is for ever
 * @param batchMaxAge a batch that is not full is trained on after this; null means only full ones are
 * @param accumulate the model moves once in so many micro-batches, by the mean of their gradients
 * @param valueWidth width of the rows of fields' values
 * @param rowDeviation deviation of new item rows
 * @param popularityHalfLife in events
 * @param momentum of the target network
 * @param scoreItems the most items that each event is ranked among; above, scoring stops
 * @param labels that probes look at; null where there are none
 * @param threads of one native operation
 */
public record LearnerConfig(
        EncoderConfig encoder,
        QueryConfig query,
        Map<String, ObjectiveConfig> objectives,
        int historyLength,
        @Nullable Duration historyTtl,
        int batchSize,
        @Nullable Duration batchMaxAge,
        int accumulate,
        int valueWidth,
        TableConfig table,
        MemoryConfig memory,
        double rowDeviation,
        OptimiserConfig optimiser,
        MomentumClock momentum,
        SyncConfig sync,
        GuardConfig guard,
        DriftConfig drift,
        double popularityHalfLife,
        Replays.Config replay,
        boolean floors,
        int scoreItems,
        LabelProbes.@Nullable Config labels,
        Duration checkpointInterval,
        int threads,
        long seed,
        String device,
        Precision precision) {
    // what masked events draw negatives from where there is no next-event objective
    private static final int SMALL_QUEUE = 1024;

    public static LearnerConfig read(Section section, StreamConfig stream) {
        Section history = section.section("history");
        Section batch = section.section("batch");
        Section table = section.section("table");
        Section evaluate = section.section("evaluate");
        EncoderConfig encoder = encoder(section.section("encoder"));
        Map<String, ObjectiveConfig> objectives = objectives(section, stream, encoder.dimensions());
        return new LearnerConfig(
                encoder,
                QueryConfig.read(section.section("query")),
                objectives,
                history.integer("length", 30, 1, 1000),
                history.optionalDuration("ttl", null),
                batch.integer("size", 64, 1, 65_536),
                batch.optionalDuration("max-age", Duration.ofMillis(200)),
                batch.integer("accumulate", 1, 1, 1024),
                table.integer("value-width", 16, 1, 1024),
                TableConfig.read(table),
                MemoryConfig.read(section.section("memory"), stream.event().itemsComeAgain()),
                table.number("deviation", .1, 0, 10),
                OptimiserConfig.read(section.section("optimiser"), objectives.keySet()),
                MomentumClock.read(section),
                SyncConfig.read(section),
                GuardConfig.read(section.section("guard")),
                DriftConfig.read(section.section("drift")),
                section.number("popularity-half-life", 2000, 1, 1e12),
                Replays.Config.read(section.section("replay")),
                evaluate.bool("floors", true),
                evaluate.integer("max-items", 100_000, 0, 10_000_000),
                LabelProbes.Config.read(evaluate, stream),
                section.section("checkpoint").duration("interval", Duration.ofSeconds(10)),
                section.integer("threads", 1, 1, 256),
                section.integer("seed", 1, 0, Long.MAX_VALUE),
                device(section),
                section.choice("precision", Precision.class, Precision.FLOAT32));
    }

    private static EncoderConfig encoder(Section section) {
        Function<Section, EncoderConfig> reader = section.oneOf("type", Encoders.all(), ExponentialKernel.NAME);
        return reader == null ? ExponentialKernel.Config.read(section) : reader.apply(section);
    }

    private static Map<String, ObjectiveConfig> objectives(Section learner, StreamConfig stream, int dimensions) {
        Section section = learner.section("objectives");
        Views views = Views.read(learner.section("views"), FeatureLayout.of(stream));
        Map<String, ObjectiveConfig> chosen = new LinkedHashMap<>();
        Objectives.read(section, views).forEach((name, config) -> {
            if (config.weight() > 0) {
                chosen.put(name, config);
            }
        });
        if (chosen.isEmpty()) {
            section.fault("", "leave one objective with a weight above 0", "none", "");
        }
        chosen.forEach((name, config) -> {
            if (stream.event().item().isEmpty() && !config.candidates().equals(Negatives.NONE)) {
                section.fault(name, "have event.item, or weight 0", "a stream without items", "");
            }
            if (config instanceof Matryoshka.Config nested && Collections.max(nested.widths()) >= dimensions) {
                String must = "be below encoder.dimensions, " + dimensions;
                section.section(name)
                        .fault(Matryoshka.KEY, must, nested.widths().toString(), "");
            }
        });
        return chosen;
    }

    private static String device(Section section) {
        String device = section.string("device", "cpu");
        if (!device.matches("cpu|gpu(:\\d+)?")) {
            section.fault("device", "be cpu, gpu or gpu:N", device, "");
        }
        return device;
    }

    /** How many of the last events give negatives. */
    public int negativeQueue() {
        int queue = candidates().queue();
        return queue == 0 ? SMALL_QUEUE : queue;
    }

    /** How many items from the rest of the catalogue join the negatives of a step. */
    public int catalogueNegatives() {
        return candidates().catalogue();
    }

    /** Whether what follows what is counted beside the embeddings. */
    public boolean hasMemory() {
        return memory.enabled() && findsItems();
    }

    /** Whether some objective finds items by the batch's own queries, so that output rows mean something. */
    public boolean findsItems() {
        return !candidates().equals(Negatives.NONE);
    }

    private Negatives candidates() {
        return objectives.values().stream().map(ObjectiveConfig::candidates).reduce(Negatives.NONE, Negatives::and);
    }

    /** The names of the objectives that count. */
    public List<String> objectiveNames() {
        return List.copyOf(objectives.keySet());
    }
}
