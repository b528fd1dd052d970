package io.freshet.cli.tune;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.ojalgo.matrix.decomposition.Cholesky;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.random.Normal1D;
import org.ojalgo.random.process.GaussianField;
import org.ojalgo.type.keyvalue.EntryPair.KeyedPrimitive;

/**
 * What is expected at points that have not been tried, and how surely: regression by a Gaussian process with a Matérn
 * covariance (Rasmussen and Williams 2006). Its length and noise are the likeliest of a few.
 */
final class GaussianProcess {
    private static final double[] LENGTHS = {.1, .2, .4, .8, 1.6};
    private static final double[] NOISES = {1e-4, 1e-2, 1e-1};
    // the field keeps observations in a set ordered by value, which would take two equal ones for one
    private static final double TIE = 1e-9;

    private final GaussianField<Point> field;

    /** A point by its number, which is all that tells it from others at the same place. */
    private record Point(int number, double[] at) implements Comparable<Point> {
        @Override
        public int compareTo(Point other) {
            return Integer.compare(number, other.number);
        }

        double distance(Point other) {
            double squares = 0;
            for (int d = 0; d < at.length; d++) {
                squares += (at[d] - other.at[d]) * (at[d] - other.at[d]);
            }
            return Math.sqrt(squares);
        }
    }

    /** What is expected at a point, and the deviation from it. */
    record Expected(double mean, double deviation) {}

    /** @param values with a mean of about 0 and a deviation of about 1, one a point */
    GaussianProcess(List<double[]> points, double[] values) {
        field = new GaussianField<>(new Matern());
        for (int i = 0; i < values.length; i++) {
            field.addObservation(new Point(i, points.get(i)), values[i] + i * TIE);
        }
        field.calibrate();
    }

    List<Expected> at(List<double[]> points) {
        Point[] asked = new Point[points.size()];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = new Point(-1 - i, points.get(i));
        }
        Normal1D found = field.getDistribution(asked);
        List<Expected> expected = new ArrayList<>();
        for (int i = 0; i < asked.length; i++) {
            double variance = Math.max(0, found.getVariance().doubleValue(i));
            expected.add(new Expected(found.getExpected().doubleValue(i), Math.sqrt(variance)));
        }
        return expected;
    }

    /** Twice differentiable, as losses are taken to be; smoother ones are too sure of themselves (arXiv:1206.2944). */
    private static final class Matern implements GaussianField.Covariance<Point> {
        private double length = LENGTHS[0];
        private double noise = NOISES[0];

        @Override
        public double invoke(Point one, Point other) {
            return covariance(one, other, length, noise);
        }

        private static double covariance(Point one, Point other, double length, double noise) {
            double far = Math.sqrt(5) * one.distance(other) / length;
            return (1 + far + far * far / 3) * Math.exp(-far) + (one.number() == other.number() ? noise : 0);
        }

        @Override
        public void calibrate(Collection<KeyedPrimitive<Point>> observed, GaussianField.Mean<Point> mean) {
            List<KeyedPrimitive<Point>> observations = List.copyOf(observed);
            double best = Double.NEGATIVE_INFINITY;
            for (double eachLength : LENGTHS) {
                for (double eachNoise : NOISES) {
                    double likelihood = logLikelihood(observations, eachLength, eachNoise);
                    if (likelihood > best) {
                        best = likelihood;
                        length = eachLength;
                        noise = eachNoise;
                    }
                }
            }
        }

        /** Up to a constant. */
        private static double logLikelihood(List<KeyedPrimitive<Point>> observations, double length, double noise) {
            int n = observations.size();
            R064Store covariances = R064Store.FACTORY.make(n, n);
            R064Store values = R064Store.FACTORY.make(n, 1);
            for (int i = 0; i < n; i++) {
                values.set(i, 0, observations.get(i).doubleValue());
                for (int j = 0; j < n; j++) {
                    Point one = observations.get(i).getKey();
                    Point other = observations.get(j).getKey();
                    covariances.set(i, j, covariance(one, other, length, noise));
                }
            }
            Cholesky<Double> cholesky = Cholesky.R064.make(n, n);
            if (!cholesky.decompose(covariances)) {
                return Double.NEGATIVE_INFINITY;
            }
            MatrixStore<Double> lower = cholesky.getL();
            double fit =
                    values.transpose().multiply(cholesky.getSolution(values)).doubleValue(0, 0);
            double logRoot = 0;
            for (int i = 0; i < n; i++) {
                logRoot += Math.log(lower.doubleValue(i, i));
            }
            return -fit / 2 - logRoot;
        }
    }
}
