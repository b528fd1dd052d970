package io.freshet.cli.tune;

import io.freshet.cli.recorded.EventFile;
import io.freshet.cli.recorded.FileBatches;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.UserMistake;
import io.freshet.config.DidYouMean;
import io.freshet.learner.training.LearnerConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.message.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A recorded part of a stream, over which a learner passes once for each trial. */
final class Slice {
    private final Pipeline pipeline;
    private final PipelineReader reader;
    private final List<Event> events;

    /**
     * @param pipeline as it stands
     * @param reader reads it with other settings
     * @param limit events at most
     */
    Slice(Pipeline pipeline, PipelineReader reader, Path file, int limit) throws IOException {
        this.pipeline = pipeline;
        this.reader = reader;
        this.events = EventFile.read(pipeline.stream(), file, limit);
        if (events.isEmpty()) {
            throw new UserMistake("--input: must hold events of the pipeline, got none in " + file
                    + "; freshet replay says what is wrong with its rows");
        }
    }

    int events() {
        return events.size();
    }

    /**
     * The learner's own name of a figure, which may leave out {@code prequential}.
     *
     * @throws UserMistake where it has no such figure
     */
    String figure(String name) {
        try (OnlineLearner learner = learner(pipeline)) {
            Map<String, Double> figures = learner.figures();
            String whole = "prequential." + name;
            if (figures.containsKey(name) || figures.containsKey(whole)) {
                return figures.containsKey(name) ? name : whole;
            }
            String hint = DidYouMean.hint(name, figures.keySet());
            throw new UserMistake("--metric: must be a figure of the learner, got " + name + "; "
                    + (hint.isEmpty() ? "such as ndcg10, hr10 or prequential.last20k.ndcg10" : hint));
        }
    }

    /** The quality of a learner's figures; the higher the better. */
    record Quality(String figure, boolean lowest) {
        double of(Map<String, Double> figures) {
            double value = figures.getOrDefault(figure, Double.NaN);
            return lowest ? -value : value;
        }
    }

    /**
     * One pass.
     *
     * @param advanced is told how many events have been learnt from
     */
    Trial run(int number, Map<String, String> settings, Quality quality, Consumer<Integer> advanced) {
        long started = System.nanoTime();
        try {
            Pipeline changed = reader.read(settings);
            FileBatches batches = new FileBatches(changed);
            try (OnlineLearner learner = learner(changed)) {
                batches.take(events, batch -> {
                    learner.learn(batch);
                    advanced.accept(batch.size());
                });
                Map<String, Double> figures = new TreeMap<>(learner.figures());
                double score = quality.of(figures);
                return Double.isFinite(score)
                        ? new Trial(number, settings, score, secondsSince(started), figures, null)
                        : failed(number, settings, started, quality.figure() + " is " + score);
            }
        } catch (RuntimeException e) {
            // settings that a learner cannot bear are a result like others
            return failed(number, settings, started, e.toString());
        }
    }

    private static OnlineLearner learner(Pipeline pipeline) {
        LearnerConfig config = pipeline.learner().learner();
        return new OnlineLearner(config, FeatureLayout.of(pipeline.stream()));
    }

    private static Trial failed(int number, Map<String, String> settings, long started, String why) {
        return new Trial(number, settings, null, secondsSince(started), Map.of(), why);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
