package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Item-based neighbours: two items are alike when entities come to one within 20 different items of the other, by the
 * cosine of their visits; a candidate gets the sum over the entity's last 20. Popularity breaks ties.
 */
public final class ItemKnn implements Floor {
    private static final int REACH = 20;

    private final Popularity popularity;
    private final PairCounts together;
    private final Scoreboard scores = new Scoreboard();
    // 1 / sqrt(visits) by item
    private float[] inverseRoots = new float[0];

    /** @param popularity learns by itself, before this floor */
    public ItemKnn(Popularity popularity, long maxPairs) {
        this.popularity = popularity;
        this.together = new PairCounts(maxPairs);
    }

    @Override
    public String name() {
        return "item-knn";
    }

    @Override
    public int rank(Visit visit) {
        EntityHistory history = visit.history();
        int reach = Math.min(REACH, history.items());
        long columns = 0;
        for (int place = 0; place < reach; place++) {
            columns += together.columns(history.item(place));
        }
        scores.begin(visit.items(), columns);
        for (int place = 0; place < reach; place++) {
            int item = history.item(place);
            together.addTo(scores, item, inverseRoots[item]);
        }
        scores.scale(inverseRoots);
        return scores.rank(visit, popularity);
    }

    @Override
    public void learn(Visit visit) {
        EntityHistory history = visit.history();
        int item = visit.item();
        for (int place = 0; place < Math.min(REACH, history.items()); place++) {
            int other = history.item(place);
            if (other != item) {
                together.add(item, other, 1, visit.items());
                together.add(other, item, 1, visit.items());
            }
        }
        if (item >= inverseRoots.length) {
            inverseRoots = Arrays.copyOf(inverseRoots, Math.max(64, 2 * item));
        }
        inverseRoots[item] = inverseRoot(item);
    }

    private float inverseRoot(int item) {
        return (float) (1 / Math.sqrt(popularity.count(item)));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        together.save(out, true);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        together.restore(in, popularity.items(), true);
        inverseRoots = new float[popularity.items()];
        for (int item = 0; item < inverseRoots.length; item++) {
            inverseRoots[item] = inverseRoot(item);
        }
    }
}
