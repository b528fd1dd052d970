package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Test, then train: each event's rank by a model that had not learnt from it, summed up over the whole stream and over
 * its last part.
 */
public final class PrequentialScores {
    /** The cut-off of HR and NDCG. */
    public static final int K = 10;
    /** How many of the latest rankings the recent scores look at. */
    public static final int WINDOW = 20_000;

    private static final int FIRST_CAPACITY = 256;

    private final int k;
    private final int window;
    private long scored;
    private long hits;
    private double gains;
    private double reciprocals;
    // latest ranks in a ring; grows to the window, so that short streams stay small
    private int[] recent = new int[0];

    /**
     * @param hr10 share of events whose item was among the first ten
     * @param ndcg10 the same, weighed by how far in front it was
     * @param mrr mean reciprocal rank, over all places
     */
    public record Scores(double hr10, double ndcg10, double mrr) {}

    public PrequentialScores() {
        this(K, WINDOW);
    }

    PrequentialScores(int k, int window) {
        this.k = k;
        this.window = window;
    }

    /** @param rank of an event's item from 1, or {@link Ranking#MISSED} */
    public void add(int rank) {
        if (rank < 1) {
            throw new IllegalArgumentException("rank must be at least 1, got " + rank);
        }
        int at = (int) (scored % window);
        if (at >= recent.length) {
            recent = Arrays.copyOf(recent, Math.min(window, Math.max(FIRST_CAPACITY, 2 * recent.length)));
        }
        recent[at] = rank;
        scored++;
        hits += rank <= k ? 1 : 0;
        gains += Ranking.discountedGain(rank, k);
        reciprocals += rank == Ranking.MISSED ? 0 : 1.0 / rank;
    }

    public long scored() {
        return scored;
    }

    /** How many of them were among the first {@link #K}. */
    public long hits() {
        return hits;
    }

    /** Over everything scored; zeros where nothing was. */
    public Scores all() {
        return scored == 0
                ? new Scores(0, 0, 0)
                : new Scores((double) hits / scored, gains / scored, reciprocals / scored);
    }

    /** Over the last {@link #WINDOW} scored. */
    public Scores recent() {
        int n = filled();
        if (n == 0) {
            return new Scores(0, 0, 0);
        }
        int hit = 0;
        double gain = 0;
        double reciprocal = 0;
        for (int i = 0; i < n; i++) {
            int rank = recent[i];
            hit += rank <= k ? 1 : 0;
            gain += Ranking.discountedGain(rank, k);
            reciprocal += rank == Ranking.MISSED ? 0 : 1.0 / rank;
        }
        return new Scores((double) hit / n, gain / n, reciprocal / n);
    }

    /** {@code hr10}, {@code ndcg10} and {@code mrr} over everything; with {@code last20k.} before them, of late. */
    public Map<String, Double> figures() {
        Scores whole = all();
        Scores late = recent();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("hr10", whole.hr10());
        figures.put("ndcg10", whole.ndcg10());
        figures.put("mrr", whole.mrr());
        figures.put("last20k.hr10", late.hr10());
        figures.put("last20k.ndcg10", late.ndcg10());
        figures.put("last20k.mrr", late.mrr());
        return figures;
    }

    public void save(DataOutput out) throws IOException {
        out.writeLong(scored);
        out.writeLong(hits);
        out.writeDouble(gains);
        out.writeDouble(reciprocals);
        for (int i = 0; i < filled(); i++) {
            out.writeInt(recent[i]);
        }
    }

    public void restore(DataInput in) throws IOException {
        scored = in.readLong();
        hits = in.readLong();
        gains = in.readDouble();
        reciprocals = in.readDouble();
        if (scored < 0) {
            throw new IOException("prequential scores: a negative count");
        }
        recent = new int[filled()];
        for (int i = 0; i < recent.length; i++) {
            recent[i] = in.readInt();
        }
    }

    private int filled() {
        return (int) Math.min(scored, window);
    }
}
