package io.freshet.learner.evaluate;

/**
 * How evenly embeddings spread over the unit sphere: the log of the mean Gaussian potential of pairs (Wang and Isola
 * 2020, arXiv:2005.10242). Less is better; 0 is collapse.
 */
public final class Uniformity {
    /** The paper's. */
    public static final double T = 2;

    private Uniformity() {}

    public static double of(float[][] rows) {
        return of(rows, T);
    }

    public static double of(float[][] rows, double t) {
        UnitRows.requireRows(rows, 2);
        double[][] units = UnitRows.of(rows);
        double sum = 0;
        for (int i = 0; i < units.length; i++) {
            for (int j = i + 1; j < units.length; j++) {
                sum += Math.exp(-t * UnitRows.squaredDistance(units[i], units[j]));
            }
        }
        return Math.log(sum / (.5 * units.length * (units.length - 1)));
    }
}
