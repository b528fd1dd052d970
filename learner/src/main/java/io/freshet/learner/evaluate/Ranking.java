package io.freshet.learner.evaluate;

/**
 * Where a target stands among all scored candidates, and what that place is worth. Ties count against the target, so
 * that a scorer that gives everything the same score gets nothing.
 */
public final class Ranking {
    /** Rank of a target that was not scored, or whose score is not a number. */
    public static final int MISSED = Integer.MAX_VALUE;

    private Ranking() {}

    /** Rank of the target from 1, every tie before it. */
    public static int of(double[] scores, int target) {
        double mine = scores[target];
        if (Double.isNaN(mine)) {
            return MISSED;
        }
        int rank = 0;
        for (double score : scores) {
            // written so that another's NaN ranks before the target, as a tie does
            if (!(score < mine)) {
                rank++;
            }
        }
        return rank;
    }

    /** HR@k of one ranking. */
    public static double hit(int rank, int k) {
        return rank <= k ? 1 : 0;
    }

    /** NDCG@k with one relevant item: the discount of its place. */
    public static double discountedGain(int rank, int k) {
        return rank <= k ? Math.log(2) / Math.log(rank + 1.0) : 0;
    }

    /** MRR@k of one ranking. */
    public static double reciprocal(int rank, int k) {
        return rank <= k ? 1.0 / rank : 0;
    }
}
