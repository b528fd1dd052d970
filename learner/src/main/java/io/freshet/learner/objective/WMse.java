package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.learner.view.Views;
import io.freshet.model.nn.Mlp;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Whitening for self-supervised learning (W-MSE: Ermolov et al. 2021, arXiv:2007.06346): whiten the projections of each
 * view, so that they cannot collapse, and bring the views of a history together.
 */
public final class WMse implements Objective {
    public static final String NAME = "w-mse";

    /**
     * The paper whitens 128 rows of width 64 at a time and adds nothing to their covariance. A stream's batch is smaller
     * and its histories may be alike, so the width is less and the covariance is drawn a little towards the identity.
     *
     * @param window how many rows are whitened together, at most
     * @param shrinkage from 0 to 1: the identity's share of the covariance
     */
    public record Config(double weight, int window, double shrinkage, Projector projector, ViewPairs.Config pairs)
            implements ObjectiveConfig {
        private static final Projector HEAD = new Projector(2, 0, 16, Mlp.Norm.BATCH, Mlp.End.NONE);

        public static Config read(Section section, Views views) {
            return new Config(
                    section.number("weight", 0, 0, 1000),
                    section.integer("window", 128, 4, 65_536),
                    section.number("shrinkage", .01, 0, 1),
                    Projector.read(section, HEAD),
                    ViewPairs.Config.read(section, views));
        }

        @Override
        public int every() {
            return pairs.every();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            return new WMse(this, name, parameters, dimensions);
        }
    }

    private final Config config;
    private final ViewPairs pairs;
    private final String name;
    private final Mlp projector;

    private WMse(Config config, String name, ParameterLayout.Builder parameters, int dimensions) {
        this.config = config;
        this.name = name;
        this.pairs = ViewPairs.two(name, config.pairs()).atLeast(4);
        this.projector = new Mlp(
                parameters.at("projector"), dimensions, config.projector().over(dimensions));
    }

    @Override
    public Tensor record(StepRecording step) {
        ViewPairs.Recorded views = pairs.record(step);
        Tensor slices = step.recorder().intInput(name + ".slices", Shape.of(dim("slices"), dim("window")));
        List<Tensor> projected = projector.each(step.online(), views.online());
        Tensor losses = losses(step.recorder(), projected.get(0), projected.get(1), slices, config.shrinkage());
        return losses.sum().div(losses.length(0).clampMin(1));
    }

    private Dim dim(String of) {
        return Dim.named(name.replace('-', '_') + "_" + of);
    }

    /**
     * @param first (pairs, projection)
     * @param second (pairs, projection)
     * @param slices (slices, window) int64: which pairs are whitened together
     * @return (slices * window)
     */
    static Tensor losses(Recorder recorder, Tensor first, Tensor second, Tensor slices, double shrinkage) {
        Tensor cosines = whitened(recorder, first.gatherRows(slices), shrinkage)
                .cosine(whitened(recorder, second.gatherRows(slices), shrinkage));
        return cosines.flatten().mul(-2).add(2);
    }

    /** Whitens the rows of each slice by the Cholesky factor of their covariance. */
    private static Tensor whitened(Recorder recorder, Tensor rows, double shrinkage) {
        Tensor centred = rows.sub(rows.meanKeep(1)).transpose(); // (slices, projection, window)
        Tensor covariance =
                centred.matMul(centred.transpose()).div(rows.length(1).sub(1));
        Tensor identity = recorder.eye(rows.dim(2)).mul(shrinkage);
        Tensor factor = covariance.mul(1 - shrinkage).add(identity).cholesky();
        return factor.solveLower(centred).transpose();
    }

    @Override
    public void feed(StepFeed feed) {
        int found = pairs.feed(feed).size();
        int window = Math.min(found, config.window());
        int slices = window == 0 ? 0 : found / window;
        // what does not fill a slice sits out, another part each time
        feed.ints(
                name + ".slices",
                Arrays.copyOf(shuffled(found, feed.random(name + ".slices")), slices * window),
                slices,
                window);
    }

    private static long[] shuffled(int count, SplittableRandom random) {
        long[] order = LongStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }
}
