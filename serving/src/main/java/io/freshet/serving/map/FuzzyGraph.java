package io.freshet.serving.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is near whom, as UMAP weighs it (McInnes et al. 2018, arXiv:1802.03426): each point's nearest neighbours by
 * cosine distance, with weights that fall from 1 at the nearest and have the same sum at every point.
 *
 * @param from one end of each edge, a point's position
 * @param to the other end
 * @param weights from 0 to 1
 */
record FuzzyGraph(int points, int[] from, int[] to, float[] weights) {
    private static final int BISECTIONS = 40;

    /** @param vectors of length 1 */
    static FuzzyGraph of(float[][] vectors, int neighbours) {
        int k = Math.min(neighbours, vectors.length - 1);
        Map<Long, Float> directed = new HashMap<>();
        Nearest nearest = new Nearest(vectors.length, k);
        nearest.compare(vectors);
        for (int i = 0; i < vectors.length; i++) {
            float[] weights = weights(nearest.distances[i]);
            for (int n = 0; n < k; n++) {
                directed.put(pair(i, nearest.points[i][n], vectors.length), weights[n]);
            }
        }
        return symmetric(directed, vectors.length);
    }

    /** Near if either finds the other near: a + b - ab. */
    private static FuzzyGraph symmetric(Map<Long, Float> directed, int points) {
        List<Long> pairs = new ArrayList<>();
        List<Float> united = new ArrayList<>();
        directed.forEach((pair, there) -> {
            int from = (int) (pair / points);
            int to = (int) (pair % points);
            Float back = directed.get(pair(to, from, points));
            if (back == null || from < to) {
                pairs.add(pair);
                united.add(back == null ? there : there + back - there * back);
            }
        });
        int[] from = new int[pairs.size()];
        int[] to = new int[pairs.size()];
        float[] weights = new float[pairs.size()];
        for (int e = 0; e < from.length; e++) {
            from[e] = (int) (pairs.get(e) / points);
            to[e] = (int) (pairs.get(e) % points);
            weights[e] = united.get(e);
        }
        return new FuzzyGraph(points, from, to, weights);
    }

    private static long pair(int from, int to, int points) {
        return (long) from * points + to;
    }

    /** {@code exp(-(distance - nearest) / sigma)}, sigma such that they sum to log2(k). */
    private static float[] weights(float[] distances) {
        double nearest = distances[0];
        double target = Math.log(distances.length) / Math.log(2);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double sigma = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double sum = 0;
            for (float distance : distances) {
                sum += Math.exp(-(distance - nearest) / sigma);
            }
            if (sum > target) {
                high = sigma;
                sigma = (low + high) / 2;
            } else {
                low = sigma;
                sigma = high == Double.POSITIVE_INFINITY ? sigma * 2 : (low + high) / 2;
            }
        }
        float[] weights = new float[distances.length];
        for (int n = 0; n < weights.length; n++) {
            weights[n] = (float) Math.exp(-(distances[n] - nearest) / Math.max(sigma, 1e-6));
        }
        return weights;
    }

    /** The k nearest of each point, by comparing every pair once. */
    private static final class Nearest {
        private final int k;
        private final int[][] points;
        private final float[][] distances; // ascending

        Nearest(int size, int k) {
            this.k = k;
            points = new int[size][k];
            distances = new float[size][k];
            for (float[] row : distances) {
                Arrays.fill(row, Float.POSITIVE_INFINITY);
            }
        }

        void compare(float[][] vectors) {
            for (int i = 0; i < vectors.length; i++) {
                for (int j = i + 1; j < vectors.length; j++) {
                    float distance = 1 - dot(vectors[i], vectors[j]);
                    insert(i, j, distance);
                    insert(j, i, distance);
                }
            }
        }

        private void insert(int point, int other, float distance) {
            float[] row = distances[point];
            if (!(distance < row[k - 1])) {
                return;
            }
            int at = k - 1;
            for (; at > 0 && row[at - 1] > distance; at--) {
                row[at] = row[at - 1];
                points[point][at] = points[point][at - 1];
            }
            row[at] = distance;
            points[point][at] = other;
        }

        // Four sums, because the compiler must keep the order of additions within each.
        private static float dot(float[] a, float[] b) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int d = 0;
            for (; d + 4 <= a.length; d += 4) {
                s0 += a[d] * b[d];
                s1 += a[d + 1] * b[d + 1];
                s2 += a[d + 2] * b[d + 2];
                s3 += a[d + 3] * b[d + 3];
            }
            for (; d < a.length; d++) {
                s0 += a[d] * b[d];
            }
            return s0 + s1 + s2 + s3;
        }
    }
}
