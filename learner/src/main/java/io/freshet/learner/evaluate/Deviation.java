package io.freshet.learner.evaluate;

import java.util.Arrays;

/**
 * Standard deviation by dimension. Its mean over unit embeddings is about 1 / sqrt(dimensions) where they spread evenly
 * and 0 at collapse (SimSiam, Chen and He 2021, arXiv:2011.10566).
 */
public final class Deviation {
    private Deviation() {}

    /** The collapse measure: mean over the dimensions of unit embeddings. */
    public static double collapse(float[][] rows) {
        return Arrays.stream(ofUnits(rows)).average().orElse(0);
    }

    /** By dimension, of embeddings scaled to length 1. */
    public static double[] ofUnits(float[][] rows) {
        return unbiased(UnitRows.of(rows));
    }

    /** By dimension, of embeddings as they are. */
    public static double[] of(float[][] rows) {
        return unbiased(UnitRows.widened(rows));
    }

    private static double[] unbiased(double[][] rows) {
        int n = rows.length;
        if (n < 2) {
            throw new IllegalArgumentException("rows must be at least 2, got " + n);
        }
        double[] deviations = new double[rows[0].length];
        for (int d = 0; d < deviations.length; d++) {
            double mean = 0;
            for (double[] row : rows) {
                mean += row[d] / n;
            }
            double squares = 0;
            for (double[] row : rows) {
                squares += (row[d] - mean) * (row[d] - mean);
            }
            deviations[d] = Math.sqrt(squares / (n - 1));
        }
        return deviations;
    }
}
