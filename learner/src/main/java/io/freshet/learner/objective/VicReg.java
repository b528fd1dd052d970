package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Variance, invariance and covariance regularisation (VICReg: Bardes, Ponce and LeCun 2022, arXiv:2105.04906): bring two
 * views together, keep each dimension's deviation above one and the dimensions uncorrelated.
 */
public final class VicReg implements Objective {
    public static final String NAME = "vicreg";

    /** The paper's weights of the three terms; their sum is large, so the objective wants a small weight. */
    public record Config(
            double weight,
            double invariance,
            double variance,
            double covariance,
            Projector projector,
            ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector EXPANDER = new Projector(3, 128, 64, Mlp.Norm.BATCH, Mlp.End.NONE);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("invariance", 25, 0, 1000),
                    section.number("variance", 25, 0, 1000),
                    section.number("covariance", 1, 0, 1000),
                    Projector.read(section, EXPANDER),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new VicReg(this, name, parameters, dimensions);
        }
    }

    private static final double EPS = 1e-4;

    private final Config config;
    private final ViewPairs pairs;
    private final Mlp projector;

    private VicReg(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.pairs = ViewPairs.two(name, config.pairs()).atLeast(2);
        this.projector = new Mlp(
                parameters.at("projector"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        List<Tensor> projected = projector.each(step.online(), views.online());
        Terms terms = terms(projected.get(0), projected.get(1), 1, EPS);
        return views.orZero(terms.weighed(config.invariance(), config.variance(), config.covariance()));
    }

    /** The three terms, scalars. */
    record Terms(Tensor invariance, Tensor variance, Tensor covariance) {
        Tensor weighed(double ofInvariance, double ofVariance, double ofCovariance) {
            return invariance.mul(ofInvariance).add(variance.mul(ofVariance)).add(covariance.mul(ofCovariance));
        }
    }

    /**
     * @param first (pairs, projection)
     * @param second (pairs, projection)
     * @param deviation that each dimension is held above
     * @param eps inside the root, so that a dead dimension has a gradient
     */
    static Terms terms(Tensor first, Tensor second, double deviation, double eps) {
        Tensor a = covariance(first);
        Tensor b = covariance(second);
        return new Terms(
                first.sub(second).square().mean(),
                hinge(a, deviation, eps).add(hinge(b, deviation, eps)).div(2),
                redundancy(a).add(redundancy(b)));
    }

    private static Tensor covariance(Tensor x) {
        Tensor centred = x.sub(x.meanKeep(0));
        return centred.transpose().matMul(centred).div(x.length(0).sub(1));
    }

    private static Tensor hinge(Tensor covariance, double deviation, double eps) {
        Tensor deviations = covariance.diagonal().add(eps).sqrt();
        return deviations.subtractedFrom(deviation).relu().mean();
    }

    private static Tensor redundancy(Tensor covariance) {
        Tensor different =
                covariance.square().sum().sub(covariance.diagonal().square().sum());
        return different.div(covariance.length(0));
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
