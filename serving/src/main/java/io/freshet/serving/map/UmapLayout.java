package io.freshet.serving.map;

import java.util.SplittableRandom;

/**
 * UMAP's layout (McInnes et al. 2018, arXiv:1802.03426): neighbours attract each other, points drawn at random repel,
 * by stochastic gradient descent on the cross entropy between nearness on the map and in the graph.
 *
 * <p>Own code, because it has to go on from the positions of the last map: libraries begin each map afresh, and a map
 * that turns over every few seconds cannot be read.
 */
final class UmapLayout {
    /** Make nearness on the map, {@code 1 / (1 + a d^2b)}, fall off from a distance of .1 (min_dist) on. */
    private static final double A = 1.577;

    private static final double B = .895;
    private static final int NEGATIVES = 5;
    private static final double LONGEST_STEP = 4;

    private final FuzzyGraph graph;
    private final float[][] positions; // (points, 2)
    private final SplittableRandom random;

    /** @param positions to start from, moved in place */
    UmapLayout(FuzzyGraph graph, float[][] positions, long seed) {
        this.graph = graph;
        this.positions = positions;
        this.random = new SplittableRandom(seed);
    }

    /** @param rate the first epoch's learning rate, falling to 0 with the last */
    void optimise(int epochs, double rate) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            double alpha = rate * (1 - (double) epoch / epochs);
            for (int edge = 0; edge < graph.weights().length; edge++) {
                if (random.nextDouble() < graph.weights()[edge]) { // so each is drawn as often as it weighs
                    move(graph.from()[edge], graph.to()[edge], alpha);
                }
            }
        }
    }

    private void move(int from, int to, double alpha) {
        attract(positions[from], positions[to], alpha);
        for (int n = 0; n < NEGATIVES; n++) {
            int other = random.nextInt(graph.points());
            if (other != from) {
                repel(positions[from], positions[other], alpha);
            }
        }
    }

    private static void attract(float[] a, float[] b, double alpha) {
        double squared = squaredDistance(a, b);
        if (squared <= 0) {
            return;
        }
        double pull = -2 * A * B * Math.pow(squared, B - 1) / (1 + A * Math.pow(squared, B));
        for (int d = 0; d < 2; d++) {
            double step = bounded(pull * (a[d] - b[d])) * alpha;
            a[d] += (float) step;
            b[d] -= (float) step;
        }
    }

    private static void repel(float[] a, float[] b, double alpha) {
        double squared = squaredDistance(a, b);
        double push = 2 * B / ((.001 + squared) * (1 + A * Math.pow(squared, B)));
        for (int d = 0; d < 2; d++) {
            a[d] += (float) (bounded(push * (a[d] - b[d])) * alpha);
        }
    }

    private static double squaredDistance(float[] a, float[] b) {
        double x = a[0] - b[0];
        double y = a[1] - b[1];
        return x * x + y * y;
    }

    private static double bounded(double step) {
        return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step));
    }
}
