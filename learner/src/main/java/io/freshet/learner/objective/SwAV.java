package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Swapping assignments between views (SwAV: Caron et al. 2020, arXiv:2006.09882): foretell from one view the prototypes
 * that another view of the same history is assigned to, where assignments share the prototypes out evenly.
 */
public final class SwAV implements Objective {
    public static final String NAME = "swav";

    /** Smaller than any share that an assignment in 32 bits has; so what is left out gives 0 and not 0/0. */
    private static final double LEAST_SHARE = 1e-30;

    /**
     * The paper's settings, with prototypes by the thousand cut to what a stream's batches can fill.
     *
     * @param epsilon how soft assignments are
     * @param queue how many earlier projections are assigned along with the batch's; 0 is none
     */
    public record Config(
            double weight,
            double temperature,
            double epsilon,
            int iterations,
            int prototypes,
            KeyQueue.Config queue,
            Projector projector,
            MultiCrop crops,
            ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(2, 0, 64, Mlp.Norm.BATCH, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("temperature", .1, .001, 100),
                    section.number("epsilon", .05, .02, 100),
                    section.integer("iterations", 3, 1, 100),
                    section.integer("prototypes", 300, 2, 65_536),
                    KeyQueue.Config.read(section, 0),
                    Projector.read(section, HEAD),
                    MultiCrop.read(section, 2),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new SwAV(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final @Nullable KeyQueue queue;
    private final ViewPairs pairs;
    private final Mlp head;
    private final Prototypes prototypes;

    private SwAV(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.queue = config.queue().length() == 0 ? null : new KeyQueue(name, config.queue());
        this.pairs = ViewPairs.of(
                        name,
                        config.pairs(),
                        config.crops().views(config.pairs().views()))
                .atLeast(2);
        this.head =
                new Mlp(parameters.at("head"), dimensions, config.projector().over(dimensions));
        this.prototypes =
                new Prototypes(parameters.at("prototypes"), config.projector().projection(), config.prototypes());
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        Tensor projected =
                head.apply(step.online(), views.online(0, views.views())).l2Normalise();
        List<Tensor> scores = views.split(prototypes.scores(step.online(), projected));
        Tensor counted = step.recorder().ones(Shape.of(views.pairs()));
        KeyQueue.Recorded earlier = queue == null
                ? null
                : queue.record(step, views, config.projector().projection());
        List<Tensor> assignments = scores.subList(0, MultiCrop.GLOBALS).stream()
                .map(view -> earlier == null ? assign(view, counted) : assignWith(step, earlier, view, counted))
                .toList();
        if (earlier != null) {
            earlier.put(views.split(projected).get(0).detach());
        }
        return views.mean(losses(assignments, scores, config.temperature()));
    }

    private Tensor assign(Tensor scores, Tensor counted) {
        return assign(scores, counted, config.epsilon(), config.iterations());
    }

    // a small batch fills few prototypes: earlier histories take their share, and only the batch's is looked at
    private Tensor assignWith(StepRecording step, KeyQueue.Recorded earlier, Tensor scores, Tensor counted) {
        Tensor before = prototypes.scores(step.online(), earlier.keys());
        Tensor all = step.recorder().concat(0, before, scores);
        Tensor which = step.recorder().concat(0, earlier.missing().not().toFloat(), counted);
        return assign(all, which).slice(0, before.dim(0), all.dim(0));
    }

    /**
     * @param assignments of the first views, each (histories, prototypes)
     * @param scores of every view, the assigned ones first, each (histories, prototypes)
     * @return (histories)
     */
    static Tensor losses(List<Tensor> assignments, List<Tensor> scores, double temperature) {
        return CrossViews.mean(
                assignments.size(),
                scores.size(),
                (assigned, view) -> assignments
                        .get(assigned)
                        .dot(scores.get(view).div(temperature).logSoftmax(-1))
                        .neg());
    }

    /**
     * Sinkhorn and Knopp's algorithm: prototypes first and histories last, so that what each history gives sums to 1.
     * The paper's divisions by the counts of both cancel out.
     *
     * @param scores (histories, prototypes): cosines
     * @param counted (histories): 0 for rows that are left out
     * @return (histories, prototypes), without a gradient
     */
    static Tensor assign(Tensor scores, Tensor counted, double epsilon, int iterations) {
        // cosines are at most 1: nothing overflows
        Tensor shares = scores.detach().sub(1).div(epsilon).exp().mul(counted.unsqueeze(1));
        for (int i = 0; i < iterations; i++) {
            shares = shares.div(shares.sumKeep(0).clampMin(LEAST_SHARE));
            shares = shares.div(shares.sumKeep(1).clampMin(LEAST_SHARE));
        }
        return shares;
    }

    @Override
    public void feed(StepFeed feed) {
        if (queue == null) {
            pairs.feed(feed);
        } else {
            queue.feed(feed, pairs.feed(feed, queue.length()).size());
        }
    }
}
