package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * LeJEPA (Balestriero and LeCun 2025, arXiv:2511.08544): views of a history close to their common centre, and embeddings
 * distributed as a standard normal, seen along random directions; no teacher, no stop-gradient.
 */
public final class LeJepa implements Objective {
    public static final String NAME = "lejepa";

    /**
     * The authors' settings for global views with local ones; points are those of their smallest example.
     *
     * @param regularity share of the loss that is the distance from a normal distribution, from 0 to 1
     * @param slices random directions, drawn anew at each step
     */
    public record Config(
            double weight,
            double regularity,
            int slices,
            Knots knots,
            Projector projector,
            MultiCrop crops,
            ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(3, 0, 64, Mlp.Norm.BATCH, Mlp.End.BIAS);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.number("regularity", .05, 0, 1),
                    section.integer("slices", 256, 1, 65_536),
                    new Knots(section.integer("knots", 17, 2, 1000), section.number("last-knot", 3, .1, 100)),
                    Projector.read(section, HEAD),
                    MultiCrop.read(section, 0),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new LeJepa(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final String name;
    private final ViewPairs pairs;
    private final Mlp head;

    private LeJepa(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.name = name;
        this.pairs = ViewPairs.of(
                        name,
                        config.pairs(),
                        config.crops().views(config.pairs().views()))
                .atLeast(2);
        this.head =
                new Mlp(parameters.at("head"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        Shape each = Shape.of(config.projector().projection(), config.slices());
        Tensor directions = step.recorder().input(name + ".directions", each);
        List<Tensor> all = views.split(head.apply(step.online(), views.online(0, views.views())));
        Tensor spread = views.mean(spread(all.subList(0, MultiCrop.GLOBALS), all));
        Tensor distance = sigReg(step.recorder(), all, directions, config.knots());
        return weighed(spread, views.orZero(distance), config.regularity());
    }

    /** Where a characteristic function is compared with the normal's: so many points from 0 to the last. */
    record Knots(int count, double last) {
        double step() {
            return last / (count - 1);
        }

        double[] points() {
            double[] points = new double[count];
            Arrays.setAll(points, k -> k * step());
            return points;
        }

        /** The trapezoid rule on both sides of 0, under the normal's own density. */
        double[] weights() {
            double[] points = points();
            double[] weights = new double[count];
            Arrays.setAll(weights, k -> (k == 0 || k == count - 1 ? 1 : 2) * step() * normal(points[k]));
            return weights;
        }

        /** The normal's characteristic function. */
        double[] targets() {
            return Arrays.stream(points()).map(Knots::normal).toArray();
        }

        private static double normal(double point) {
            return Math.exp(-point * point / 2);
        }
    }

    /**
     * How far views are from their centre.
     *
     * @param centred the views whose mean is the centre, each (histories, dimensions)
     * @param views all of them
     * @return (histories): mean of squares
     */
    static Tensor spread(List<Tensor> centred, List<Tensor> views) {
        Tensor centre = CrossViews.mean(centred.size(), centred::get);
        return CrossViews.mean(
                views.size(), i -> centre.sub(views.get(i)).square().mean(-1));
    }

    /** The loss: (1 - regularity) of the spread and the rest of the distance from the normal. */
    static Tensor weighed(Tensor spread, Tensor distance, double regularity) {
        return distance.mul(regularity).add(spread.mul(1 - regularity));
    }

    /** The mean over views and slices of {@link #sigReg(Recorder, Tensor, Tensor, Knots)}. */
    static Tensor sigReg(Recorder recorder, List<Tensor> views, Tensor directions, Knots knots) {
        return CrossViews.mean(
                views.size(),
                i -> sigReg(recorder, views.get(i), directions, knots).mean());
    }

    /**
     * Sketched isotropic Gaussian regularisation of one view.
     *
     * @param rows (histories, dimensions)
     * @param directions (dimensions, slices), of any length
     * @return (slices)
     */
    static Tensor sigReg(Recorder recorder, Tensor rows, Tensor directions, Knots knots) {
        Tensor unit = directions.transpose().l2Normalise().transpose();
        return eppsPulley(recorder, rows.matMul(unit), knots);
    }

    /**
     * The Epps-Pulley test of each column against the standard normal.
     *
     * @param columns (histories, slices)
     * @return (slices)
     */
    static Tensor eppsPulley(Recorder recorder, Tensor columns, Knots knots) {
        Tensor count = recorder.lengthOf(columns.dim(0));
        Tensor turned = columns.unsqueeze(-1).mul(recorder.constant(knots.points())); // (histories, slices, knots)
        Tensor real = turned.cos().sum(0).div(count.clampMin(1)).sub(recorder.constant(knots.targets()));
        Tensor imaginary = turned.sin().sum(0).div(count.clampMin(1));
        Tensor distance = real.square().add(imaginary.square());
        return distance.mul(recorder.constant(knots.weights())).sum(-1).mul(count);
    }

    @Override
    public void feed(StepFeed feed) {
        pairs.feed(feed);
        SplittableRandom random = feed.random(name + ".directions");
        float[] directions = new float[config.projector().projection() * config.slices()];
        for (int i = 0; i < directions.length; i++) {
            directions[i] = (float) random.nextGaussian();
        }
        feed.floats(name + ".directions", directions, config.projector().projection(), config.slices());
    }
}
