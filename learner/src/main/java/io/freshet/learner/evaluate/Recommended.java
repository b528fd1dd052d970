package io.freshet.learner.evaluate;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a ranking would recommend, over its last lists: how much of the catalogue they show (Ge et al. 2010, RecSys), how
 * evenly (Gini), and how popular it is beside what entities came to (average recommendation popularity, Yin et al. 2012,
 * arXiv:1205.6700). A recommender may hit often by showing everyone the same ten items, and these tell.
 */
public final class Recommended {
    /** How many items a list has. */
    public static final int K = 10;
    /** How many of the last lists are looked at. */
    private static final int WINDOW = 2_000;

    private static final int NONE = -1;

    // rings of the last lists; they grow to the window, so that short streams stay small
    private int[] lists = {};
    private double[] ofLists = {};
    private double[] ofTargets = {};
    private long added;

    /**
     * @param items of the list; of more than {@link #K} the first
     * @param popularity of each
     * @param ofTarget popularity of the item that the entity came to
     */
    public void add(int[] items, double[] popularity, double ofTarget) {
        int at = (int) (added++ % WINDOW);
        if (at == ofLists.length) {
            int length = Math.min(WINDOW, Math.max(64, 2 * at));
            lists = Arrays.copyOf(lists, length * K);
            ofLists = Arrays.copyOf(ofLists, length);
            ofTargets = Arrays.copyOf(ofTargets, length);
        }
        int size = Math.min(K, items.length);
        Arrays.fill(lists, at * K, (at + 1) * K, NONE);
        System.arraycopy(items, 0, lists, at * K, size);
        ofLists[at] = Arrays.stream(popularity, 0, size).average().orElse(0);
        ofTargets[at] = ofTarget;
    }

    private int filled() {
        return (int) Math.min(added, WINDOW);
    }

    /**
     * {@code coverage}: share of the catalogue in one of the lists; {@code gini}: 0 where all items are shown as often, 1
     * where one is all that is shown; {@code popularity}: how many times as popular the lists' items are as what the entities came to.
     *
     * @param catalogue how many items there are
     */
    public Map<String, Double> figures(int catalogue) {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (added > 0 && catalogue > 0) {
            int[] shown = timesShown();
            figures.put("lists", (double) filled());
            figures.put("coverage", Math.min(1, (double) shown.length / catalogue));
            figures.put("gini", gini(shown, Math.max(catalogue, shown.length)));
            double targets = Arrays.stream(ofTargets, 0, filled()).sum();
            if (targets > 0) {
                figures.put("popularity", Arrays.stream(ofLists, 0, filled()).sum() / targets);
            }
        }
        return figures;
    }

    /** Ascending, of those shown at all. */
    private int[] timesShown() {
        Int2IntOpenHashMap times = new Int2IntOpenHashMap();
        for (int i = 0; i < filled() * K; i++) {
            if (lists[i] != NONE) {
                times.addTo(lists[i], 1);
            }
        }
        int[] shown = times.values().toIntArray();
        Arrays.sort(shown);
        return shown;
    }

    /** @param ascending without the zeros of those that are not shown */
    private static double gini(int[] ascending, int catalogue) {
        double sum = 0;
        double weighed = 0;
        for (int i = 0; i < ascending.length; i++) {
            sum += ascending[i];
            weighed += (catalogue - ascending.length + i + 1.0) * ascending[i];
        }
        return sum == 0 ? 0 : 2 * weighed / (catalogue * sum) - (catalogue + 1.0) / catalogue;
    }

    public void save(DataOutput out) throws IOException {
        out.writeLong(added);
        for (int i = 0; i < filled(); i++) {
            out.writeDouble(ofLists[i]);
            out.writeDouble(ofTargets[i]);
            for (int place = 0; place < K; place++) {
                out.writeInt(lists[i * K + place]);
            }
        }
    }

    public void restore(DataInput in) throws IOException {
        added = in.readLong();
        if (added < 0) {
            throw new IOException("recommended lists: a negative count");
        }
        lists = new int[filled() * K];
        ofLists = new double[filled()];
        ofTargets = new double[filled()];
        for (int i = 0; i < filled(); i++) {
            ofLists[i] = in.readDouble();
            ofTargets[i] = in.readDouble();
            for (int place = 0; place < K; place++) {
                lists[i * K + place] = in.readInt();
            }
        }
    }
}
