package io.freshet.serving.index;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The k nearest hits seen so far. */
final class Nearest {
    private final int k;
    private final PriorityQueue<Hit> farthestFirst;

    Nearest(int k) {
        this.k = k;
        farthestFirst = new PriorityQueue<>(Math.min(k, 1024) + 1, Hit.NEAREST_FIRST.reversed());
    }

    /** A hit scoring less than this cannot enter. */
    float floor() {
        Hit farthest = farthestFirst.peek();
        return farthest == null || farthestFirst.size() < k ? Float.NEGATIVE_INFINITY : farthest.score();
    }

    void offer(String id, float score) {
        farthestFirst.add(new Hit(id, score));
        if (farthestFirst.size() > k) {
            farthestFirst.poll();
        }
    }

    List<Hit> nearestFirst() {
        List<Hit> hits = new ArrayList<>(farthestFirst);
        hits.sort(Hit.NEAREST_FIRST);
        return hits;
    }
}
