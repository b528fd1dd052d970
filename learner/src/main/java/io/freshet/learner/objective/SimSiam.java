package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Simple Siamese representation learning (SimSiam: Chen and He 2021, arXiv:2011.10566): predict each view's projection
 * from the other's, through which no gradient flows. It needs neither negatives nor a momentum encoder.
 */
public final class SimSiam implements Objective {
    public static final String NAME = "simsiam";

    /** A head of three layers and a predictor with a bottleneck of a quarter, as in the paper. */
    public record Config(double weight, Projector projector, Projector predictor, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(3, 0, 64, Mlp.Norm.BATCH, Mlp.End.BATCH);
        private static final Projector PREDICTOR = new Projector(2, 16, 64, Mlp.Norm.BATCH, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            double weight = section.number("weight", 0, 0, 1000);
            Projector projector = Projector.read(section, HEAD);
            return new Config(
                    weight,
                    projector,
                    projector.predictor(section.section("predictor"), PREDICTOR),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new SimSiam(this, name, parameters, dimensions);
        }
    }

    private final ViewPairs pairs;
    private final Mlp projector;
    private final Mlp predictor;

    private SimSiam(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.pairs = ViewPairs.two(name, config.pairs()).atLeast(2);
        this.projector = new Mlp(
                parameters.at("projector"), dimensions, config.projector().over(dimensions));
        this.predictor = new Mlp(
                parameters.at("predictor"),
                config.projector().projection(),
                config.predictor().over(config.projector().projection()));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        List<Tensor> projected = projector.each(step.online(), views.online());
        List<Tensor> predicted = predictor.each(step.online(), projected);
        return views.mean(losses(predicted.get(0), predicted.get(1), projected.get(0), projected.get(1)));
    }

    /**
     * @param first (pairs, projection): predicted from the first view
     * @param second (pairs, projection): predicted from the second view
     * @param ofFirst (pairs, projection): the first view's projection, a constant here
     * @param ofSecond (pairs, projection): the second view's
     * @return (pairs)
     */
    static Tensor losses(Tensor first, Tensor second, Tensor ofFirst, Tensor ofSecond) {
        Tensor there = first.cosine(ofSecond.detach());
        Tensor back = second.cosine(ofFirst.detach());
        return there.add(back).div(-2);
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
