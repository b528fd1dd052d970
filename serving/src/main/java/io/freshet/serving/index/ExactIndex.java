package io.freshet.serving.index;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Compares a query with every vector: exact, and below about 30,000 vectors faster than a graph. */
public final class ExactIndex implements VectorIndex {
    private final int dimensions;
    private final int priorDimensions;
    private final Map<String, Integer> rows = new ConcurrentHashMap<>();
    private final Deque<Integer> freeRows = new ArrayDeque<>();
    private int nextRow;
    private volatile Block[] blocks = new Block[0];

    public ExactIndex(int dimensions, int priorDimensions) {
        this.dimensions = dimensions;
        this.priorDimensions = priorDimensions;
    }

    @Override
    public synchronized void put(String id, float[] vector) {
        requireDimensions(vector);
        Integer row = rows.get(id);
        if (row == null) {
            row = freeRow();
            rows.put(id, row);
        }
        blocks[row / Block.ROWS].put(row % Block.ROWS, id, vector);
    }

    private int freeRow() {
        Integer free = freeRows.poll();
        if (free != null) {
            return free;
        }
        if (nextRow == blocks.length * Block.ROWS) {
            Block[] grown = Arrays.copyOf(blocks, blocks.length + 1);
            grown[blocks.length] = new Block(dimensions, priorDimensions);
            blocks = grown;
        }
        return nextRow++;
    }

    @Override
    public synchronized boolean remove(String id) {
        Integer row = rows.remove(id);
        if (row == null) {
            return false;
        }
        blocks[row / Block.ROWS].clear(row % Block.ROWS);
        freeRows.add(row);
        return true;
    }

    @Override
    public List<Hit> search(Query query) {
        requireDimensions(query.vector());
        Block[] searched = blocks;
        BitSet also = rowsOf(query.also());
        Nearest nearest = new Nearest(query.k(), query.also());
        float[] scores = new float[Block.ROWS];
        for (int i = 0; i < searched.length; i++) {
            int first = i * Block.ROWS;
            searched[i].search(query, also.get(first, first + Block.ROWS), scores, nearest);
        }
        return nearest.nearestFirst();
    }

    private BitSet rowsOf(Set<String> ids) {
        BitSet wanted = new BitSet();
        for (String id : ids) {
            Integer row = rows.get(id);
            if (row != null) {
                wanted.set(row);
            }
        }
        return wanted;
    }

    @Override
    public float @Nullable [] vector(String id) {
        Integer row = rows.get(id);
        return row == null ? null : blocks[row / Block.ROWS].vector(row % Block.ROWS, id);
    }

    /** Every id at this moment. */
    List<String> ids() {
        return List.copyOf(rows.keySet());
    }

    /** The length of the longest vector, the prior's dimensions included. */
    double longest() {
        double longest = 0;
        for (String id : ids()) {
            float[] vector = vector(id);
            if (vector != null) {
                longest = Math.max(longest, Math.sqrt(Vectors.dot(vector, vector, dimensions)));
            }
        }
        return longest;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public void close() {}

    private void requireDimensions(float[] vector) {
        if (vector.length != dimensions) {
            throw new IllegalArgumentException("vector: must have " + dimensions + " dimensions, got " + vector.length);
        }
    }
}
