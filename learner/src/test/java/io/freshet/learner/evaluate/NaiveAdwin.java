package io.freshet.learner.evaluate;

import java.util.ArrayList;
import java.util.List;

/** The definition of ADWIN with every value kept, and every mean and variance computed anew. */
final class NaiveAdwin {
    private final double delta;
    private final List<List<Double>> buckets = new ArrayList<>(); // oldest first
    private int ticks;

    NaiveAdwin(double delta) {
        this.delta = delta;
    }

    boolean add(double value) {
        buckets.add(List.of(value));
        mergeWhereSixAreOfOneSize();
        ticks++;
        boolean changed = false;
        if (ticks % 32 == 0 && values().size() > 10) {
            while (hasCut()) {
                buckets.remove(0);
                changed = true;
            }
        }
        return changed;
    }

    List<Double> values() {
        return buckets.stream().flatMap(List::stream).toList();
    }

    private void mergeWhereSixAreOfOneSize() {
        for (int size = 1; ; size *= 2) {
            int wanted = size;
            List<List<Double>> same =
                    buckets.stream().filter(bucket -> bucket.size() == wanted).toList();
            if (same.size() < 6) {
                return;
            }
            int at = 0;
            while (buckets.get(at).size() != size) {
                at++;
            }
            List<Double> merged = new ArrayList<>(buckets.remove(at));
            merged.addAll(buckets.remove(at));
            buckets.add(at, merged);
        }
    }

    private boolean hasCut() {
        List<Double> all = values();
        int n = all.size();
        double mean = mean(all);
        double variance = all.stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .sum()
                / n;
        int n0 = 0;
        for (List<Double> bucket : buckets) {
            n0 += bucket.size();
            int n1 = n - n0;
            if (n0 < 5 || n1 < 5) {
                continue;
            }
            double m = 1.0 / (n0 - 4) + 1.0 / (n1 - 4);
            double d = Math.log(2 * Math.log(n) / delta);
            double bound = Math.sqrt(2 * m * variance * d) + 2.0 / 3 * d * m;
            if (Math.abs(mean(all.subList(0, n0)) - mean(all.subList(n0, n))) > bound) {
                return true;
            }
        }
        return false;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }
}
