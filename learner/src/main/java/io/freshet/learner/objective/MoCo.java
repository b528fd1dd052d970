package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/**
 * Momentum Contrast (He et al. 2020, arXiv:1911.05722; v2: Chen et al. 2020, arXiv:2003.04297): of two views of a
 * history, find the one's momentum encoding among those of earlier histories.
 */
public final class MoCo implements Objective {
    public static final String NAME = "moco";

    /** Temperature and head are v2's; v1 is a temperature of .07 and one layer. */
    public record Config(
            double weight, double temperature, KeyQueue.Config queue, Projector projector, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector V2 = new Projector(2, 0, 64, Mlp.Norm.NONE, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", .1, 0, 1000),
                    section.number("temperature", .2, .001, 100),
                    KeyQueue.Config.read(section),
                    Projector.read(section, V2),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new MoCo(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final ViewPairs pairs;
    private final KeyQueue queue;
    private final Mlp head;

    private MoCo(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.pairs = ViewPairs.two(name, config.pairs());
        this.queue = new KeyQueue(name, config.queue());
        this.head =
                new Mlp(parameters.at("head"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        KeyQueue.Recorded negatives =
                queue.record(step, views, config.projector().projection());
        Tensor query = head.apply(step.online(), views.online(0, 1)).l2Normalise();
        Tensor key = head.apply(step.target(), views.target(1, 2)).l2Normalise().detach();
        Tensor losses =
                losses(step.recorder(), query, key, negatives.keys(), negatives.blocked(), config.temperature());
        step.metric(
                "space.alignment", views.mean(query.detach().sub(key).square().sum(1)));
        negatives.put(key);
        return views.mean(losses);
    }

    /**
     * @param query (pairs, projection), unit rows
     * @param key (pairs, projection), unit rows: the positives
     * @param queue (slots, projection): the negatives, unit rows
     * @param blocked (pairs, slots) or a shape that broadcasts to it: what is no negative
     * @return (pairs)
     */
    static Tensor losses(
            Recorder recorder, Tensor query, Tensor key, Tensor queue, Tensor blocked, double temperature) {
        return InfoNce.amongConstants(recorder, query.div(temperature), key, queue, blocked);
    }

    @Override
    public void feed(StepFeed feed) {
        queue.feed(feed, pairs.feed(feed, queue.length()).size());
    }
}
