package io.freshet.learner.replay;

import io.freshet.model.table.RowState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which of some vectors are most alike, by the cosine, as they come and go: each one's nearest neighbour is known, or,
 * since that one has gone, only how near it was, which none of the others can be beyond. The latter is looked into only
 * when it would decide.
 */
final class Alikeness implements RowState {
    private static final int NOBODY = -1;
    private static final int BLOCK = 2048;

    private final int capacity;
    private int size;
    private int dimensions;
    // (dimensions, capacity): the numbers of one dimension stand together, so that products are sums of whole rows
    private float[] vectors = {};
    private final long[] cameAt;
    private final int[] nearest;
    private final float[] bound;
    private final float[] products;
    private final BitSet changed = new BitSet();

    Alikeness(int capacity) {
        this.capacity = capacity;
        cameAt = new long[capacity];
        nearest = new int[capacity];
        bound = new float[capacity];
        products = new float[capacity];
    }

    void clear() {
        size = 0;
        changed.clear();
    }

    /** Adds one more vector. */
    void append(float[] vector, long now) {
        float[] unit = unit(vector);
        int place = size++;
        multiply(unit);
        put(place, unit, now);
    }

    /** Takes a vector away; the last one gets its place. Those that were nearest to it look for another when it matters. */
    void remove(int place) {
        int last = --size;
        if (place < last) {
            for (int k = 0; k < dimensions; k++) {
                vectors[k * capacity + place] = vectors[k * capacity + last];
            }
            cameAt[place] = cameAt[last];
            nearest[place] = nearest[last];
            bound[place] = bound[last];
            changed.set(place);
        }
        changed.clear(last);
        for (int i = 0; i < size; i++) {
            if (nearest[i] == place) {
                nearest[i] = NOBODY;
            } else if (nearest[i] == last) {
                nearest[i] = place;
            }
        }
    }

    /**
     * Lets a vector take another's place: the older's of the two that are most alike, itself among them.
     *
     * @return the place
     */
    int replaceMostRedundant(float[] vector, long now) {
        float[] unit = unit(vector);
        int alike = mostAlike();
        multiply(unit);
        int toIt = argMax(products, NOBODY);
        int place = alike == NOBODY || products[toIt] >= bound[alike] ? toIt : older(alike, nearest[alike]);
        put(place, unit, now);
        return place;
    }

    private int older(int one, int other) {
        return cameAt[one] < cameAt[other] ? one : other;
    }

    /** One of the two that are most alike; its neighbour is known then. */
    private int mostAlike() {
        if (size < 2) {
            return NOBODY;
        }
        while (true) {
            int first = argMax(bound, NOBODY);
            if (nearest[first] != NOBODY) {
                return first;
            }
            multiply(vector(first));
            nearest[first] = argMax(products, first);
            bound[first] = products[nearest[first]];
        }
    }

    /** Sets a vector whose products with all others have been computed. */
    private void put(int place, float[] unit, long now) {
        for (int k = 0; k < dimensions; k++) {
            vectors[k * capacity + place] = unit[k];
        }
        changed.set(place);
        cameAt[place] = now;
        for (int i = 0; i < size; i++) {
            if (i == place) {
                continue;
            }
            if (products[i] >= bound[i]) {
                nearest[i] = place;
                bound[i] = products[i];
            } else if (nearest[i] == place) {
                nearest[i] = NOBODY;
            }
        }
        nearest[place] = size < 2 ? NOBODY : argMax(products, place);
        bound[place] = size < 2 ? Float.NEGATIVE_INFINITY : products[nearest[place]];
    }

    private float[] vector(int place) {
        float[] vector = new float[dimensions];
        for (int k = 0; k < dimensions; k++) {
            vector[k] = vectors[k * capacity + place];
        }
        return vector;
    }

    private void multiply(float[] unit) {
        // by blocks that stay in the cache; the inner loop is what the compiler turns into vector instructions
        for (int from = 0; from < size; from += BLOCK) {
            int end = Math.min(size, from + BLOCK);
            Arrays.fill(products, from, end, 0);
            for (int k = 0; k < dimensions; k++) {
                addScaled(products, vectors, k * capacity, unit[k], from, end);
            }
        }
    }

    private static void addScaled(float[] into, float[] from, int offset, float scale, int first, int end) {
        for (int i = first; i < end; i++) {
            into[i] += scale * from[offset + i];
        }
    }

    private int argMax(float[] values, int except) {
        int best = NOBODY;
        for (int i = 0; i < size; i++) {
            if (i != except && (best == NOBODY || values[i] > values[best])) {
                best = i;
            }
        }
        return best;
    }

    private float[] unit(float[] vector) {
        if (dimensions == 0) {
            dimensions = vector.length;
            vectors = new float[Math.multiplyExact(dimensions, capacity)];
        }
        if (vector.length != dimensions) {
            throw new IllegalArgumentException("must have " + dimensions + " dimensions, got " + vector.length);
        }
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        float scale = (float) (1 / Math.sqrt(Math.max(square, 1e-24)));
        float[] unit = new float[dimensions];
        for (int k = 0; k < dimensions; k++) {
            unit[k] = vector[k] * scale;
        }
        return unit;
    }

    @Override
    public String name() {
        return "replay.vectors";
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public int rowBytes() {
        return dimensions * Float.BYTES;
    }

    @Override
    public BitSet changed() {
        return changed;
    }

    @Override
    public void write(int[] places, ByteBuffer into) {
        for (int place : places) {
            for (int k = 0; k < dimensions; k++) {
                into.putFloat(vectors[k * capacity + place]);
            }
        }
    }

    @Override
    public void read(int[] places, ByteBuffer from) {
        for (int place : places) {
            for (int k = 0; k < dimensions; k++) {
                vectors[k * capacity + place] = from.getFloat();
            }
        }
    }

    /** Writes what is not of the vectors: who is near whom changes with every one that comes. */
    void saveRest(DataOutput out) throws IOException {
        out.writeInt(dimensions);
        for (int i = 0; i < size; i++) {
            out.writeLong(cameAt[i]);
            out.writeInt(nearest[i]);
            out.writeFloat(bound[i]);
        }
    }

    /** Restores what is not of the vectors; they have to follow. */
    void restoreRest(DataInput in, int count) throws IOException {
        size = count;
        dimensions = in.readInt();
        vectors = new float[Math.multiplyExact(dimensions, capacity)];
        for (int i = 0; i < size; i++) {
            cameAt[i] = in.readLong();
            nearest[i] = in.readInt();
            bound[i] = in.readFloat();
        }
    }
}
