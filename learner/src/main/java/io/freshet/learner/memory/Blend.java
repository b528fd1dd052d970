package io.freshet.learner.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * What an item's features count, learnt from each event after it was ranked: a softmax over the items at the top, by
 * online Newton steps (Hazan et al. 2007), whose curvature fades. A Newton step needs no rate, which no two streams would
 * agree on: weights go from 0 to 10 in some hundred events where they must, and stay where they are good.
 *
 * <p>The top is that of the embeddings and of the blend together. A loss over the whole catalogue would trade the first
 * ten places for a better fit of the tail; one over the blend's own top alone never sees what it has lost from sight.
 */
final class Blend {
    private static final int TOP = 50;
    /** How sure the first weights are, in curvature of events. */
    private static final double FIRST_CURVATURE = 10;
    /** In events learnt from. */
    private static final double HALF_LIFE = 20_000;

    private static final double KEPT = Math.pow(.5, 1 / HALF_LIFE);

    private final Feature first;
    private final List<String> attributes;
    private final int size;
    private final double[] weights;
    private final double[] curvature; // without the first one
    private final double[] mean;

    /** @param attributes what stands behind the features, by its names */
    Blend(List<String> attributes) {
        this(Feature.EMBEDDINGS, attributes);
    }

    /** @param first the one feature that counts before anything is learnt, and whose top is learnt from for good */
    Blend(Feature first, List<String> attributes) {
        this.first = first;
        this.attributes = attributes;
        size = Feature.COUNT + attributes.size();
        weights = new double[size];
        curvature = new double[size * size];
        mean = new double[size];
        weights[first.ordinal()] = 1;
    }

    double[] scores(CandidatePool pool) {
        double[] scores = new double[pool.size()];
        float[] features = pool.features();
        for (int place = 0; place < scores.length; place++) {
            int from = pool.offset(place);
            double score = 0;
            for (int f = 0; f < size; f++) {
                score += weights[f] * features[from + f];
            }
            scores[place] = score;
        }
        return scores;
    }

    /**
     * Learns from an event.
     *
     * @param scores negative infinity where an item is not ranked
     */
    void learn(CandidatePool pool, double[] scores, int target) {
        double[] alone = pool.column(first);
        for (int place = 0; place < alone.length; place++) {
            if (scores[place] == Double.NEGATIVE_INFINITY) {
                alone[place] = Double.NEGATIVE_INFINITY;
            }
        }
        double leastBlended = Top.least(scores, TOP);
        double leastAlone = Top.least(alone, TOP);
        if (scores[target] < leastBlended && alone[target] < leastAlone) {
            return;
        }
        int[] top = new int[pool.size()];
        int count = 0;
        for (int place = 0; place < scores.length; place++) {
            boolean high = scores[place] >= leastBlended || alone[place] >= leastAlone;
            if (high && scores[place] > Double.NEGATIVE_INFINITY) {
                top[count++] = place;
            }
        }
        top = Arrays.copyOf(top, count);
        step(gradient(pool, probabilities(scores, top), top, target));
    }

    private static double[] probabilities(double[] scores, int[] top) {
        double most = Double.NEGATIVE_INFINITY;
        for (int place : top) {
            most = Math.max(most, scores[place]);
        }
        double[] probabilities = new double[top.length];
        double sum = 0;
        for (int i = 0; i < top.length; i++) {
            probabilities[i] = Math.exp(scores[top[i]] - most);
            sum += probabilities[i];
        }
        for (int i = 0; i < top.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    // of the cross-entropy; its curvature, the covariance of the features, joins that of the events before
    private double[] gradient(CandidatePool pool, double[] probabilities, int[] top, int target) {
        float[] features = pool.features();
        Arrays.fill(mean, 0);
        for (int i = 0; i < curvature.length; i++) {
            curvature[i] *= KEPT;
        }
        for (int i = 0; i < top.length; i++) {
            int from = pool.offset(top[i]);
            for (int f = 0; f < size; f++) {
                double weighed = probabilities[i] * features[from + f];
                if (weighed != 0) {
                    mean[f] += weighed;
                    for (int g = 0; g <= f; g++) {
                        curvature[f * size + g] += weighed * features[from + g];
                    }
                }
            }
        }
        int own = pool.offset(target);
        double[] gradient = new double[size];
        for (int f = 0; f < size; f++) {
            gradient[f] = mean[f] - features[own + f];
            for (int g = 0; g <= f; g++) {
                curvature[f * size + g] -= mean[f] * mean[g];
            }
        }
        return gradient;
    }

    private void step(double[] gradient) {
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        for (int f = 0; f < size; f++) {
            for (int g = 0; g <= f; g++) {
                double entry = curvature[f * size + g] + (f == g ? FIRST_CURVATURE : 0);
                matrix.set(f, g, entry);
                matrix.set(g, f, entry);
            }
        }
        DMatrixRMaj move = new DMatrixRMaj(size, 1);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(size);
        if (solver.setA(matrix)) {
            solver.solve(new DMatrixRMaj(size, 1, true, gradient), move);
        }
        // embeddings that explode must not take the weights with them: the guard heals those, nobody would heal these
        if (!MatrixFeatures_DDRM.hasUncountable(move)) {
            for (int f = 0; f < size; f++) {
                weights[f] -= move.get(f);
            }
        }
    }

    boolean hasLearnt() {
        return Arrays.stream(curvature).anyMatch(entry -> entry != 0);
    }

    /** What each feature counts, by their order. */
    double[] weights() {
        return weights;
    }

    /** The weights by the names of their features. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Feature feature : Feature.values()) {
            figures.put(feature.figure(), weights[feature.ordinal()]);
        }
        for (int i = 0; i < attributes.size(); i++) {
            figures.put("attribute-" + attributes.get(i), weights[Feature.COUNT + i]);
        }
        return figures;
    }

    void save(DataOutput out) throws IOException {
        for (double[] part : new double[][] {weights, curvature}) {
            for (double value : part) {
                out.writeDouble(value);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        for (double[] part : new double[][] {weights, curvature}) {
            for (int i = 0; i < part.length; i++) {
                part[i] = in.readDouble();
            }
        }
    }
}
