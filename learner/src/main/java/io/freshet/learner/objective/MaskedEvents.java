package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.MaskedView;
import io.freshet.model.encoder.HistoryTensors;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Masked-event modelling (BERT4Rec: Sun et al. 2019, arXiv:1904.06690): hide events of a history and find each one's item
 * among negatives drawn from the queue, by what stands before and after it.
 */
public final class MaskedEvents implements Objective {
    public static final String NAME = "masked-events";

    private static final int SHORTEST = 3;

    /**
     * @param told how many of a history's hidden events are asked for
     * @param negatives drawn a step, shared by the batch
     * @param share of the batch that is masked
     * @param every so many steps, as for pairs of views
     */
    public record Config(double weight, MaskedView.Config mask, int told, int negatives, double share, int every)
            implements ObjectiveConfig {
        public static Config read(Section section) {
            return new Config(
                    section.number("weight", .1, 0, 1000),
                    MaskedView.Config.read(section),
                    section.integer("told", 2, 1, 1000),
                    section.integer("negatives", 256, 1, 65_536),
                    section.number("share", 1, .001, 1),
                    section.integer("every", 4, 1, 1_000_000));
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new MaskedEvents(this, name);
        }
    }

    private final Config config;
    private final String name;
    private final MaskedView view;

    private MaskedEvents(Config config, String name) {
        this.config = config;
        this.name = name;
        this.view = new MaskedView(config.mask());
    }

    @Override
    public Tensor record(StepRecording step) {
        Recorder recorder = step.recorder();
        Dim count = dim("histories");
        Dim masks = dim("masks");
        HistoryTensors histories = step.histories(name, count);
        Tensor history = recorder.intInput(name + ".history", Shape.of(masks));
        Tensor age = recorder.intInput(name + ".age", Shape.of(masks));
        Tensor targets = recorder.intInput(name + ".targets", Shape.of(masks));
        Tensor negatives = recorder.intInput(name + ".negatives", Shape.of(dim("negatives")));

        Tensor context = step.filled(histories, history, age); // (masks, dimensions)
        StepRecording.Candidates candidates = step.candidates();
        Tensor prior = candidates.prior().detach();
        Tensor losses = SampledSoftmax.losses(recorder, context, candidates.rows(), prior, targets, negatives);
        return losses.sum().div(recorder.lengthOf(masks).clampMin(1));
    }

    private Dim dim(String of) {
        return Dim.named(name.replace('-', '_') + "_" + of);
    }

    @Override
    public void feed(StepFeed feed) {
        SplittableRandom random = feed.random(name);
        List<Example> chosen = Sampling.share(
                feed.replayed(),
                config.share(),
                random,
                example -> example.history().size() >= SHORTEST);
        List<List<EventFeatures>> histories = new ArrayList<>();
        List<long[]> masks = new ArrayList<>();
        for (Example example : chosen) {
            List<EventFeatures> history = example.history();
            MaskedView.Masked masked = view.apply(history, random);
            int told = 0;
            for (int position : masked.positions()) {
                int target = told < config.told()
                        ? feed.candidate(history.get(position).item())
                        : -1;
                // what is further back than the encoder sees cannot be asked for
                int age = history.size() - 1 - position;
                if (target >= 0 && age < feed.length()) {
                    masks.add(new long[] {histories.size(), age, target});
                    told++;
                }
            }
            histories.add(masked.history());
        }
        feed.histories(name, histories);
        feed.ints(name + ".history", column(masks, 0), masks.size());
        feed.ints(name + ".age", column(masks, 1), masks.size());
        feed.ints(name + ".targets", column(masks, 2), masks.size());
        int drawn = Math.min(config.negatives(), feed.queued());
        long[] negatives = random.longs(drawn, 0, Math.max(1, feed.queued())).toArray();
        feed.ints(name + ".negatives", negatives, drawn);
    }

    private static long[] column(List<long[]> rows, int column) {
        return rows.stream().mapToLong(row -> row[column]).toArray();
    }
}
