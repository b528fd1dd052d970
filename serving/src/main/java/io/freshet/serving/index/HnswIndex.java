package io.freshet.serving.index;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Searches through a graph (jvector) and ranks what it finds by the vectors as they are: at 100,000 vectors some ten
 * times as fast as comparing with each, and now and then it misses one.
 *
 * <p>Cosine and dot product have a graph each. The dot product's holds {@code [x, sqrt(M^2 - |x|^2)] / M}, whose angle
 * to {@code [query, 0]} falls as the dot product rises (Bachrach et al. 2014).
 */
public final class HnswIndex implements VectorIndex {
    private static final int CANDIDATES = 4;
    private static final int FEWEST_CANDIDATES = 80;
    private static final int MANY = 300;
    private static final int MANY_CANDIDATES = 400;
    private static final int BATCH = 64;
    private static final long IDLE_NS = 20_000_000;

    private final int dimensions;
    private final int comparable;
    private final double longest;
    private final Map<String, float[]> vectors = new ConcurrentHashMap<>();
    private final Graph byCosine;
    private final Graph byDot;
    private final Thread linker = new Thread(this::link, "index-linker");
    private volatile boolean closed;

    /** @param longest a length that few vectors exceed; those that do are found a little less surely by dot product */
    public HnswIndex(int dimensions, int priorDimensions, double longest) {
        this.dimensions = dimensions;
        this.comparable = dimensions - priorDimensions;
        this.longest = longest;
        this.byCosine = new Graph(comparable);
        this.byDot = new Graph(dimensions + 1);
        linker.setDaemon(true);
        linker.setPriority(Thread.MIN_PRIORITY);
        linker.start();
    }

    private void link() {
        while (!closed) {
            boolean more = byCosine.link(BATCH);
            more |= byDot.link(BATCH);
            if (!more) {
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }

    @Override
    public synchronized void put(String id, float[] vector) {
        if (vector.length != dimensions) {
            throw new IllegalArgumentException("vector: must have " + dimensions + " dimensions, got " + vector.length);
        }
        vectors.put(id, vector.clone());
        byCosine.put(id, unit(vector));
        byDot.put(id, lengthened(vector));
    }

    /** Adds a vector unless its id has a newer one. */
    synchronized void putIfAbsent(String id, float[] vector) {
        if (!vectors.containsKey(id)) {
            put(id, vector);
        }
    }

    private float[] unit(float[] vector) {
        float inverse = Vectors.inverseNorm(vector, comparable);
        float[] unit = new float[comparable];
        for (int d = 0; d < comparable; d++) {
            unit[d] = vector[d] * inverse;
        }
        return unit;
    }

    private float[] lengthened(float[] vector) {
        double norm = Math.sqrt(Vectors.dot(vector, vector, dimensions));
        double scale = 1 / Math.max(longest, norm);
        float[] unit = new float[dimensions + 1];
        for (int d = 0; d < dimensions; d++) {
            unit[d] = (float) (vector[d] * scale);
        }
        unit[dimensions] = (float) Math.sqrt(Math.max(0, 1 - norm * scale * norm * scale));
        return unit;
    }

    private float[] queried(float[] vector) {
        float inverse = Vectors.inverseNorm(vector, dimensions);
        float[] unit = new float[dimensions + 1];
        for (int d = 0; d < dimensions; d++) {
            unit[d] = vector[d] * inverse;
        }
        return unit;
    }

    @Override
    public synchronized boolean remove(String id) {
        byCosine.remove(id);
        byDot.remove(id);
        return vectors.remove(id) != null;
    }

    @Override
    public List<Hit> search(Query query) {
        int candidates = candidates(query.k());
        Set<String> ids = switch (query.similarity()) {
            case COSINE -> byCosine.near(unit(query.vector()), candidates, query.filter());
            case DOT -> byDot.near(queried(query.vector()), candidates, query.filter());
        };
        Nearest nearest = new Nearest(query.k(), query.also());
        ids.forEach(id -> offer(id, query, nearest));
        for (String id : query.also()) {
            if (!ids.contains(id) && query.filter().test(id)) {
                offer(id, query, nearest);
            }
        }
        return nearest.nearestFirst();
    }

    /** Several times as many as asked for, lest one be missed; but as many find 300 as find 100, and each costs time. */
    private static int candidates(int k) {
        int beyond = CANDIDATES * Math.max(0, k - MANY);
        return Math.max(FEWEST_CANDIDATES, Math.min(CANDIDATES * k, MANY_CANDIDATES + beyond));
    }

    private void offer(String id, Query query, Nearest nearest) {
        float[] vector = vectors.get(id);
        if (vector != null) {
            nearest.offer(id, score(query, vector));
        }
    }

    private float score(Query query, float[] vector) {
        if (query.similarity() == Similarity.DOT) {
            return Vectors.dot(query.vector(), vector, dimensions);
        }
        return Vectors.dot(query.vector(), vector, comparable)
                * Vectors.inverseNorm(query.vector(), comparable)
                * Vectors.inverseNorm(vector, comparable);
    }

    @Override
    public float @Nullable [] vector(String id) {
        float[] vector = vectors.get(id);
        return vector == null ? null : vector.clone();
    }

    @Override
    public int size() {
        return vectors.size();
    }

    /** How many vectors wait to be linked. */
    int waiting() {
        return byCosine.waiting() + byDot.waiting();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(linker);
        try {
            linker.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byCosine.close();
        byDot.close();
    }
}
