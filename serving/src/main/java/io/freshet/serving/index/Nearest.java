package io.freshet.serving.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The k nearest hits seen so far: a heap with the farthest on top, in arrays, because of some hundred that are kept each
 * takes the place of several others.
 */
public final class Nearest {
    private static final int FIRST_ROOM = 64;

    private final int k;
    private final Set<String> also;
    private final List<Hit> found = new ArrayList<>(); // of those asked for also
    private float[] scores;
    private @Nullable String[] ids;
    private int size;

    public Nearest(int k) {
        this(k, Set.of());
    }

    /** @param also ids that are kept however far they are */
    Nearest(int k, Set<String> also) {
        this.k = k;
        this.also = also;
        scores = new float[Math.min(k, FIRST_ROOM)];
        ids = new String[scores.length];
    }

    /** A hit scoring less than this cannot enter. */
    float floor() {
        return size < k ? Float.NEGATIVE_INFINITY : scores[0];
    }

    public void offer(String id, float score) {
        if (also.contains(id)) {
            found.add(new Hit(id, score));
        }
        if (size < k) {
            makeRoom();
            rise(size++, id, score);
        } else if (isFarther(0, id, score)) {
            sink(id, score);
        }
    }

    private void makeRoom() {
        if (size == scores.length) {
            int room = (int) Math.min(k, 2L * size);
            scores = Arrays.copyOf(scores, room);
            ids = Arrays.copyOf(ids, room);
        }
    }

    private void rise(int from, String id, float score) {
        int at = from;
        while (at > 0 && !isFarther((at - 1) / 2, id, score)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        set(at, id, score);
    }

    private void sink(String id, float score) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isFarther(child + 1, id(child), scores[child])) {
                child++;
            }
            if (!isFarther(child, id, score)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, id, score);
    }

    /** Whether what is at a place is farther than another, as {@link Hit#NEAREST_FIRST} has it. */
    private boolean isFarther(int at, String id, float score) {
        int byScore = Float.compare(score, scores[at]);
        return byScore > 0 || byScore == 0 && id.compareTo(id(at)) < 0;
    }

    /** Whether a hit that was offered is not among the nearest. */
    private boolean isFarther(Hit hit) {
        return Hit.NEAREST_FIRST.compare(hit, new Hit(id(0), scores[0])) > 0;
    }

    private void move(int from, int to) {
        set(to, id(from), scores[from]);
    }

    private void set(int at, String id, float score) {
        scores[at] = score;
        ids[at] = id;
    }

    private String id(int at) {
        return Objects.requireNonNull(ids[at]);
    }

    /** Those nearest, and after them what else was to be kept. */
    public List<Hit> nearestFirst() {
        List<Hit> hits = new ArrayList<>(size + found.size());
        for (int at = 0; at < size; at++) {
            hits.add(new Hit(id(at), scores[at]));
        }
        hits.sort(Hit.NEAREST_FIRST);
        for (Hit hit : found) {
            if (size == k && isFarther(hit)) {
                hits.add(hit);
            }
        }
        return hits;
    }
}
