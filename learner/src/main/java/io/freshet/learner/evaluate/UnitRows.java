package io.freshet.learner.evaluate;

/** Rows scaled to length 1, in double. */
final class UnitRows {
    private static final double LEAST_LENGTH = 1e-12;

    private UnitRows() {}

    static double[][] of(float[][] rows) {
        double[][] units = widened(rows);
        for (double[] row : units) {
            double length = Math.max(Math.sqrt(dot(row, row)), LEAST_LENGTH);
            for (int d = 0; d < row.length; d++) {
                row[d] /= length;
            }
        }
        return units;
    }

    static double[][] widened(float[][] rows) {
        double[][] wide = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            wide[i] = new double[rows[i].length];
            for (int d = 0; d < wide[i].length; d++) {
                wide[i][d] = rows[i][d];
            }
        }
        return wide;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double difference = a[d] - b[d];
            sum += difference * difference;
        }
        return sum;
    }

    static void requireRows(float[][] rows, int least) {
        if (rows.length < least) {
            throw new IllegalArgumentException("rows must be at least " + least + ", got " + rows.length);
        }
    }
}
