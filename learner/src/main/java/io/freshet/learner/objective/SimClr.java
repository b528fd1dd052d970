package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * A simple framework for contrastive learning (SimCLR: Chen et al. 2020, arXiv:2002.05709): of all other views of the
 * batch, find the one of the same history (NT-Xent).
 */
public final class SimClr implements Objective {
    public static final String NAME = "simclr";

    /** The temperature and head are those of the authors' code for large batches; a batch of a stream is small. */
    public record Config(double weight, double temperature, Projector projector, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(2, 0, 64, Mlp.Norm.BATCH, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("temperature", .1, .001, 100),
                    Projector.read(section, HEAD),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new SimClr(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final ViewPairs pairs;
    private final Mlp projector;

    private SimClr(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.pairs = ViewPairs.two(name, config.pairs());
        this.projector = new Mlp(
                parameters.at("projector"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        List<Tensor> unit = projector.each(step.online(), views.online()).stream()
                .map(Tensor::l2Normalise)
                .toList();
        Tensor losses = losses(step.recorder(), unit.get(0), unit.get(1), views.sameEntity(), config.temperature());
        return views.mean(losses);
    }

    /**
     * @param first (pairs, projection), unit rows
     * @param second (pairs, projection), unit rows
     * @param same (pairs, pairs): what is no negative, such as another history of the entity; true on the diagonal
     * @return (pairs): the mean over both views of each
     */
    static Tensor losses(Recorder recorder, Tensor first, Tensor second, Tensor same, double temperature) {
        Tensor others = same.and(recorder.eye(first.dim(0)).eq(0)); // no negatives, and no positives
        Tensor across = first.matMul(second.transpose()).div(temperature);
        Tensor positive = across.diagonal();
        Tensor candidates = across.maskedFill(others, Double.NEGATIVE_INFINITY);
        Tensor a = recorder.concat(1, candidates, within(first, same, temperature)); // (pairs, 2 * pairs)
        Tensor b = recorder.concat(1, candidates.transpose(), within(second, same, temperature));
        return a.logSumExp(1).add(b.logSumExp(1)).div(2).sub(positive);
    }

    // the other histories' views of the same kind
    private static Tensor within(Tensor view, Tensor same, double temperature) {
        return view.matMul(view.transpose()).div(temperature).maskedFill(same, Double.NEGATIVE_INFINITY);
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
