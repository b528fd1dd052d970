package io.freshet.learner.evaluate;

/**
 * Mean cosine of distinct pairs (Ethayarajh 2019, arXiv:1909.00512): 0 where embeddings point everywhere, 1 where all
 * point one way.
 */
public final class Anisotropy {
    private Anisotropy() {}

    public static double of(float[][] rows) {
        return ofUnits(UnitRows.of(rows));
    }

    /** The same after the mean embedding was taken away. */
    public static double centred(float[][] rows) {
        UnitRows.requireRows(rows, 2);
        int width = rows[0].length;
        double[] mean = new double[width];
        for (float[] row : rows) {
            for (int d = 0; d < width; d++) {
                mean[d] += (double) row[d] / rows.length;
            }
        }
        float[][] centred = new float[rows.length][width];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < width; d++) {
                centred[i][d] = (float) (rows[i][d] - mean[d]);
            }
        }
        return ofUnits(UnitRows.of(centred));
    }

    // The squared length of the sum holds every pair twice and each row with itself once.
    private static double ofUnits(double[][] units) {
        int n = units.length;
        if (n < 2) {
            throw new IllegalArgumentException("rows must be at least 2, got " + n);
        }
        double[] sum = new double[units[0].length];
        double alone = 0;
        for (double[] unit : units) {
            alone += UnitRows.dot(unit, unit);
            for (int d = 0; d < sum.length; d++) {
                sum[d] += unit[d];
            }
        }
        return (UnitRows.dot(sum, sum) - alone) / ((double) n * (n - 1));
    }
}
