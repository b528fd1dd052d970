package io.freshet.learner.evaluate;

/** How near two views of one thing are on the unit sphere (Wang and Isola 2020, arXiv:2005.10242). Less is better. */
public final class Alignment {
    /** The paper's. */
    public static final double ALPHA = 2;

    private Alignment() {}

    /** @param x and {@code y}: row i of each is a view of the same thing */
    public static double of(float[][] x, float[][] y) {
        return of(x, y, ALPHA);
    }

    public static double of(float[][] x, float[][] y, double alpha) {
        UnitRows.requireRows(x, 1);
        double[][] first = UnitRows.of(x);
        double[][] second = UnitRows.of(y);
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += Math.pow(UnitRows.squaredDistance(first[i], second[i]), alpha / 2);
        }
        return sum / first.length;
    }
}
