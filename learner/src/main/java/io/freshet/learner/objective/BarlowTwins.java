package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.BatchNorm;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230): make the correlations between two views' dimensions the identity,
 * so that each dimension is invariant and says what no other does.
 */
public final class BarlowTwins implements Objective {
    public static final String NAME = "barlow-twins";

    /**
     * The weight of the redundancy term is the paper's; its loss is a sum over dimensions, so it wants a small weight.
     *
     * @param redundancy what correlations of different dimensions count
     */
    public record Config(double weight, double redundancy, Projector projector, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(3, 128, 128, Mlp.Norm.BATCH, Mlp.End.NONE);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("redundancy", .0051, 0, 1000),
                    Projector.read(section, HEAD),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new BarlowTwins(this, name, parameters, dimensions);
        }
    }

    private static final double EPS = 1e-5;

    private final Config config;
    private final ViewPairs pairs;
    private final Mlp projector;

    private BarlowTwins(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.pairs = ViewPairs.two(name, config.pairs()).atLeast(2);
        this.projector = new Mlp(
                parameters.at("projector"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        List<Tensor> projected = projector.each(step.online(), views.online());
        Tensor loss = loss(projected.get(0), projected.get(1), config.redundancy(), EPS);
        return views.orZero(loss);
    }

    /**
     * @param first (pairs, projection)
     * @param second (pairs, projection)
     */
    static Tensor loss(Tensor first, Tensor second, double redundancy, double eps) {
        Tensor a = BatchNorm.standardise(first, eps);
        Tensor b = BatchNorm.standardise(second, eps);
        Tensor correlations = a.transpose().matMul(b).div(first.length(0));
        Tensor own = correlations.diagonal();
        Tensor different = correlations.square().sum().sub(own.square().sum());
        return own.sub(1).square().sum().add(different.mul(redundancy));
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
