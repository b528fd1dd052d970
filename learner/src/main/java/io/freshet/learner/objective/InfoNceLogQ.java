package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/**
 * In-batch InfoNCE corrected for sampling bias (Yi et al. 2019, RecSys): of the batch's items find one's own, where each
 * item's score is lowered by the logarithm of how often it comes, its own too.
 */
public final class InfoNceLogQ implements Objective {
    public static final String NAME = "infonce-logq";

    /** @param temperature of scores, which are dot products; the paper's .05 is for cosines */
    public record Config(double weight, double temperature) implements ObjectiveConfig {
        public static Config read(Section section) {
            return new Config(section.number("weight", 0, 0, 1000), section.number("temperature", 1, .001, 100));
        }

        @Override
        public Negatives candidates() {
            return new Negatives(1, 0);
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new InfoNceLogQ(this, name);
        }
    }

    private final Config config;
    private final NextItems items;

    private InfoNceLogQ(Config config, String name) {
        this.config = config;
        this.items = new NextItems(name);
    }

    @Override
    public Tensor record(StepRecording step) {
        NextItems.Recorded next = items.record(step);
        StepRecording.Candidates candidates = step.candidates();
        Tensor prior = candidates.prior().gatherRows(next.places());
        Tensor scores = step.batchQuery().linear(candidates.rows().gatherRows(next.places()), prior); // (batch, batch)
        // the share of an item among the last events, up to what is the same for all
        Tensor logQ = candidates.popularity().gatherRows(next.places());
        Tensor without = next.counted().eq(0).unsqueeze(0);
        Tensor blocked = hits(step.recorder(), next.places()).or(without.and(others(step.recorder(), next.places())));
        return next.mean(losses(step.recorder(), scores, logQ, blocked, config.temperature()));
    }

    /**
     * @param scores (batch, batch): of each query with each query's item
     * @param logQ (batch): the logarithm of each item's probability
     * @param blocked (batch, batch): what is no negative, such as one's own item in another's place; never the diagonal
     * @return (batch)
     */
    static Tensor losses(Recorder recorder, Tensor scores, Tensor logQ, Tensor blocked, double temperature) {
        return scores.div(temperature)
                .sub(logQ.unsqueeze(0))
                .maskedFill(blocked, Double.NEGATIVE_INFINITY)
                .crossEntropy(recorder.arange(scores.dim(0)));
    }

    /** Where an item stands in another query's place: (batch, batch). */
    static Tensor hits(Recorder recorder, Tensor items) {
        return items.unsqueeze(1).eq(items.unsqueeze(0)).and(others(recorder, items));
    }

    // all but the diagonal
    private static Tensor others(Recorder recorder, Tensor items) {
        Tensor place = recorder.arange(items.dim(0));
        return place.unsqueeze(1).ne(place.unsqueeze(0));
    }

    @Override
    public void feed(StepFeed feed) {
        items.feed(feed);
    }
}
