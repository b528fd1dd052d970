package io.freshet.bench.leaveoneout;

import java.util.Locale;

/** Of all tested sequences, every item ranked. */
record Scores(double hr10, double ndcg10, double mrr) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f / %.4f", hr10, ndcg10);
    }
}
