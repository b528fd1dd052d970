package io.freshet.bench.sorted;

import io.freshet.learner.evaluate.KnnProbe;
import io.freshet.learner.evaluate.LinearProbe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/** What frozen vectors tell of classes: probes are taught the training rows' and asked for the test rows'. */
final class Probes {
    private static final int EPOCHS = 10;
    private static final double LEAST_DEVIATION = 1e-6;
    // a step on a vector of standardised numbers moves a logit by the rate times their count
    private static final double RATE_OF_ALL = .5;

    private Probes() {}

    /**
     * The linear probe takes numbers in deviations from their mean, the kNN probe vectors as they are.
     */
    static Scores of(float[][] train, int[] trainLabels, float[][] test, int[] testLabels) {
        float[][] known = standardised(train, train);
        float[][] asked = standardised(train, test);
        return new Scores(linear(known, trainLabels, asked, testLabels), knn(train, trainLabels, test, testLabels));
    }

    /** Shares of the test rows whose class was guessed. */
    record Scores(double linear, double knn) {}

    private static double linear(float[][] train, int[] labels, float[][] test, int[] testLabels) {
        LinearProbe probe = new LinearProbe(new LinearProbe.Config(RATE_OF_ALL / train[0].length, train.length));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < train.length; i++) {
            order.add(i);
        }
        Random random = new Random(1);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            order.forEach(i -> probe.add(train[i], labels[i]));
        }
        return accuracy(test, testLabels, probe::label);
    }

    private static double knn(float[][] train, int[] labels, float[][] test, int[] testLabels) {
        KnnProbe probe = new KnnProbe(
                new KnnProbe.Config(KnnProbe.Config.DEFAULT.k(), KnnProbe.Config.DEFAULT.temperature(), train.length));
        for (int i = 0; i < train.length; i++) {
            probe.add(train[i], labels[i]);
        }
        return accuracy(test, testLabels, probe::label);
    }

    private static double accuracy(float[][] test, int[] labels, ToIntFunction<float[]> guess) {
        int right = 0;
        for (int i = 0; i < test.length; i++) {
            right += guess.applyAsInt(test[i]) == labels[i] ? 1 : 0;
        }
        return (double) right / test.length;
    }

    /** By mean and deviation of the training rows; what does not vary there is left out. */
    static float[][] standardised(float[][] by, float[][] rows) {
        int width = by[0].length;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (float[] row : by) {
            for (int d = 0; d < width; d++) {
                mean[d] += row[d] / by.length;
            }
        }
        for (float[] row : by) {
            for (int d = 0; d < width; d++) {
                deviation[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / by.length;
            }
        }
        int kept = 0;
        int[] columns = new int[width];
        for (int d = 0; d < width; d++) {
            deviation[d] = Math.sqrt(deviation[d]);
            if (deviation[d] > LEAST_DEVIATION) {
                columns[kept++] = d;
            }
        }
        float[][] result = new float[rows.length][Math.max(1, kept)];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < kept; c++) {
                result[i][c] = (float) ((rows[i][columns[c]] - mean[columns[c]]) / deviation[columns[c]]);
            }
        }
        return result;
    }
}
