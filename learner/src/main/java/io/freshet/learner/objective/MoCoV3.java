package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;

/**
 * Momentum Contrast without a queue (MoCo v3: Chen, Xie and He 2021, arXiv:2104.02057): predict each view's momentum
 * encoding from the other view, among those of the batch; both ways, times twice the temperature.
 */
public final class MoCoV3 implements Objective {
    public static final String NAME = "moco-v3";

    /** The temperature and the depths of head and predictor are those of the paper's vision transformers. */
    public record Config(
            double weight, double temperature, Projector projector, Projector predictor, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(3, 0, 64, Mlp.Norm.BATCH, Mlp.End.BATCH);
        private static final Projector PREDICTOR = new Projector(2, 0, 64, Mlp.Norm.BATCH, Mlp.End.BATCH);

        public static Config read(Section section, Views views) {
            double weight = section.number("weight", 0, 0, 1000);
            Projector projector = Projector.read(section, HEAD);
            return new Config(
                    weight,
                    section.number("temperature", .2, .001, 100),
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
            return new MoCoV3(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final ViewPairs pairs;
    private final Mlp projector;
    private final Mlp predictor;

    private MoCoV3(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
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
        List<Tensor> queries = predictor.each(step.online(), projector.each(step.online(), views.online()));
        List<Tensor> keys = projector.each(step.target(), views.target());
        Tensor same = views.sameEntity();
        Tensor there = losses(step.recorder(), queries.get(0), keys.get(1), same, config.temperature());
        Tensor back = losses(step.recorder(), queries.get(1), keys.get(0), same, config.temperature());
        return views.mean(there.add(back));
    }

    /**
     * @param query (pairs, projection)
     * @param key (pairs, projection): what each query is to find, constants
     * @param same (pairs, pairs): what is no negative, such as another history of the entity; true on the diagonal
     * @return (pairs): one of the two ways
     */
    static Tensor losses(Recorder recorder, Tensor query, Tensor key, Tensor same, double temperature) {
        Tensor logits = query.l2Normalise()
                .matMul(key.detach().l2Normalise().transpose())
                .div(temperature); // (pairs, pairs)
        Tensor others = same.and(recorder.eye(query.dim(0)).eq(0));
        Tensor candidates = logits.maskedFill(others, Double.NEGATIVE_INFINITY);
        return candidates.logSumExp(1).sub(logits.diagonal()).mul(2 * temperature);
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
    }
}
