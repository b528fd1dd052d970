package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The triplet margin loss (FaceNet: Schroff et al. 2015, arXiv:1503.03832): a history's view nearer to its other view than
 * to one of another entity's, by a margin.
 */
public final class Triplet implements Objective {
    public static final String NAME = "triplet";

    /** How far apart two projections are. */
    enum Distance {
        EUCLIDEAN,
        COSINE
    }

    /**
     * Distance and margin are PyTorch's.
     *
     * @param swap whether the positive's distance from the negative counts where it is the smaller
     */
    public record Config(
            double weight, Distance distance, double margin, boolean swap, Projector projector, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(2, 0, 64, Mlp.Norm.NONE, Mlp.End.NONE);

        public static Config read(Section section, Views views) {
            Distance distance = section.choice("distance", Distance.class, Distance.EUCLIDEAN);
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    distance,
                    section.number("margin", distance == Distance.COSINE ? .5 : 1, 0, 1000),
                    section.bool("swap", false),
                    Projector.read(section, HEAD),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new Triplet(this, name, parameters, dimensions);
        }
    }

    /** PyTorch adds it to every difference, so that the root has a slope everywhere. */
    private static final double EPS = 1e-6;

    private final Config config;
    private final String name;
    private final ViewPairs pairs;
    private final Mlp head;

    private Triplet(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.name = name;
        this.pairs = ViewPairs.two(name, config.pairs());
        this.head =
                new Mlp(parameters.at("head"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        Tensor others = step.recorder().intInput(name + ".negatives", Shape.of(views.pairs()));
        Tensor counted = step.recorder().input(name + ".counted", Shape.of(views.pairs()));
        List<Tensor> projected = views.split(head.apply(step.online(), views.online(0, 2)));
        Tensor anchor = projected.get(0);
        Tensor positive = projected.get(1);
        Tensor negative = positive.gatherRows(others);
        Tensor losses = config.distance() == Distance.COSINE
                ? cosineLosses(anchor, positive, negative, config.margin())
                : losses(anchor, positive, negative, config.margin(), 2, config.swap());
        return views.mean(losses.mul(counted));
    }

    /**
     * By the p-norm of differences.
     *
     * @param swap whether the positive's distance from the negative counts where it is the smaller
     * @return (rows)
     */
    static Tensor losses(Tensor anchor, Tensor positive, Tensor negative, double margin, double p, boolean swap) {
        Tensor apart = distance(anchor, negative, p);
        Tensor nearest = swap ? apart.minimum(distance(positive, negative, p)) : apart;
        return hinge(distance(anchor, positive, p), nearest, margin);
    }

    /** By one less the cosine: (rows). */
    static Tensor cosineLosses(Tensor anchor, Tensor positive, Tensor negative, double margin) {
        return hinge(
                anchor.cosine(positive).subtractedFrom(1),
                anchor.cosine(negative).subtractedFrom(1),
                margin);
    }

    private static Tensor distance(Tensor a, Tensor b, double p) {
        return a.sub(b).add(EPS).pNorm(p, -1);
    }

    private static Tensor hinge(Tensor near, Tensor far, double margin) {
        return near.sub(far).add(margin).relu();
    }

    @Override
    public void feed(StepFeed feed) {
        List<Example> chosen = pairs.feed(feed);
        SplittableRandom random = feed.random(name + ".negatives");
        long[] negatives = new long[chosen.size()];
        float[] counted = new float[chosen.size()];
        for (int i = 0; i < negatives.length; i++) {
            String own = chosen.get(i).entity();
            int[] others = IntStream.range(0, chosen.size())
                    .filter(j -> !chosen.get(j).entity().equals(own))
                    .toArray();
            counted[i] = others.length == 0 ? 0 : 1;
            negatives[i] = others.length == 0 ? i : others[random.nextInt(others.length)];
        }
        feed.ints(name + ".negatives", negatives, negatives.length);
        feed.floats(name + ".counted", counted, counted.length);
    }
}
