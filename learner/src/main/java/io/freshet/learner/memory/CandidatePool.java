package io.freshet.learner.memory;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Arrays;

/**
 * The items that are ranked for one event, each with its features (items, width): those of {@link Feature}, then one an
 * attribute.
 */
final class CandidatePool {
    private static final int UNKNOWN = -1;
    private static final int EXPECTED = 512;

    private final Int2IntOpenHashMap places = new Int2IntOpenHashMap(EXPECTED);
    private int[] rows = new int[EXPECTED];
    private final int width;
    private float[] features;
    private int size;
    private int counted;

    /** @param attributes how many an item has */
    CandidatePool(int attributes) {
        width = Feature.COUNT + attributes;
        features = new float[EXPECTED * width];
        places.defaultReturnValue(UNKNOWN);
    }

    /** Items that join from here on are brought by something else than counts of items. */
    void countsEnd() {
        counted = size;
    }

    /** What counts of items have brought, with what they say of it; it has no attributes. */
    CandidatePool ofCounts() {
        CandidatePool copy = new CandidatePool(0);
        for (int place = 0; place < counted; place++) {
            copy.place(rows[place]);
            System.arraycopy(features, offset(place), copy.features, copy.offset(place), Feature.COUNT);
            copy.set(place, Feature.EMBEDDINGS, 0);
        }
        return copy;
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
        return features[place * width + feature.ordinal()];
    }

    void set(int place, Feature feature, double value) {
        features[place * width + feature.ordinal()] = (float) value;
    }

    void add(int place, Feature feature, double value) {
        features[place * width + feature.ordinal()] += (float) value;
    }

    void addAttribute(int place, int attribute, double value) {
        features[place * width + Feature.COUNT + attribute] += (float) value;
    }

    void setAttribute(int place, int attribute, double value) {
        features[place * width + Feature.COUNT + attribute] = (float) value;
    }

    float getAttribute(int place, int attribute) {
        return features[place * width + Feature.COUNT + attribute];
    }

    int attributes() {
        return width - Feature.COUNT;
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
        return place * width;
    }

    float[] features() {
        return features;
    }
}
