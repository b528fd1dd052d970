package io.freshet.learner.memory;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Arrays;

/** The items that are ranked for one event, each with its features (items, {@link Feature#COUNT}). */
final class CandidatePool {
    private static final int UNKNOWN = -1;
    private static final int EXPECTED = 512;

    private final Int2IntOpenHashMap places = new Int2IntOpenHashMap(EXPECTED);
    private int[] rows = new int[EXPECTED];
    private float[] features = new float[EXPECTED * Feature.COUNT];
    private int size;

    CandidatePool() {
        places.defaultReturnValue(UNKNOWN);
    }

    /** The item's place; it gets one, with all features 0, where it has none. */
    int place(int row) {
        int known = places.putIfAbsent(row, size);
        if (known != UNKNOWN) {
            return known;
        }
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
            features = Arrays.copyOf(features, features.length * 2);
        }
        rows[size] = row;
        return size++;
    }

    /** The item's place, or -1. */
    int find(int row) {
        return places.get(row);
    }

    int size() {
        return size;
    }

    int row(int place) {
        return rows[place];
    }

    float get(int place, Feature feature) {
        return features[place * Feature.COUNT + feature.ordinal()];
    }

    void set(int place, Feature feature, double value) {
        features[place * Feature.COUNT + feature.ordinal()] = (float) value;
    }

    void add(int place, Feature feature, double value) {
        features[place * Feature.COUNT + feature.ordinal()] += (float) value;
    }

    /** A feature of all items (items). */
    double[] column(Feature feature) {
        double[] column = new double[size];
        for (int place = 0; place < size; place++) {
            column[place] = get(place, feature);
        }
        return column;
    }

    /** The features of an item, from here on. */
    int offset(int place) {
        return place * Feature.COUNT;
    }

    float[] features() {
        return features;
    }
}
