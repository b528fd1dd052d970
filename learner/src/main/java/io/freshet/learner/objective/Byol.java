package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Bootstrap your own latent (BYOL: Grill et al. 2020, arXiv:2006.07733): predict the momentum network's projection of
 * each view from the other view. It needs no negatives.
 */
public final class Byol implements Objective {
    public static final String NAME = "byol";

    /** Head and predictor of two layers with batch norm inside, as in the paper. */
    public record Config(double weight, Projector projector, Projector predictor, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(2, 0, 64, Mlp.Norm.BATCH, Mlp.End.BIAS);
        private static final Projector PREDICTOR = HEAD;

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
            return new Byol(this, name, parameters, dimensions);
        }
    }

    private final ViewPairs pairs;
    private final Mlp projector;
    private final Mlp predictor;

    private Byol(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
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
        List<Tensor> predicted = predictor.each(step.online(), projector.each(step.online(), views.online()));
        List<Tensor> targets = projector.each(step.target(), views.target());
        return views.mean(losses(predicted.get(0), predicted.get(1), targets.get(0), targets.get(1)));
    }

    /**
     * @param first (pairs, projection): predicted from the first view
     * @param second (pairs, projection): predicted from the second view
     * @param ofFirst (pairs, projection): the target network's projection of the first view, a constant
     * @param ofSecond (pairs, projection): that of the second
     * @return (pairs): the sum of both directions
     */
    static Tensor losses(Tensor first, Tensor second, Tensor ofFirst, Tensor ofSecond) {
        Tensor there = first.cosine(ofSecond.detach());
        Tensor back = second.cosine(ofFirst.detach());
        return there.add(back).mul(-2).add(4);
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
