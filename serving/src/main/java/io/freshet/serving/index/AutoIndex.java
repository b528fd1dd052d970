package io.freshet.serving.index;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exact while there are few vectors; from a number on a graph, which is built beside it and takes over when linked. */
public final class AutoIndex implements VectorIndex {
    private static final Logger log = LoggerFactory.getLogger(AutoIndex.class);
    /** Lengths grow while a model learns; vectors longer than this times the longest are found less surely. */
    private static final double ROOM = 1.5;

    private static final long POLL_NS = 50_000_000;

    private final int dimensions;
    private final int priorDimensions;
    private final int exactBelow;
    private volatile @Nullable ExactIndex exact;
    private volatile @Nullable HnswIndex graph;
    private volatile boolean closed;

    public AutoIndex(int dimensions, int priorDimensions, int exactBelow) {
        this.dimensions = dimensions;
        this.priorDimensions = priorDimensions;
        this.exactBelow = exactBelow;
        this.exact = new ExactIndex(dimensions, priorDimensions);
    }

    @Override
    public synchronized void put(String id, float[] vector) {
        ExactIndex rows = exact;
        HnswIndex linked = graph;
        if (rows != null) {
            rows.put(id, vector);
            if (linked == null && rows.size() >= exactBelow) {
                build(rows);
                linked = graph;
            }
        }
        if (linked != null) {
            linked.put(id, vector);
        }
    }

    private void build(ExactIndex rows) {
        HnswIndex building = new HnswIndex(dimensions, priorDimensions, ROOM * rows.longest());
        graph = building;
        Thread builder = new Thread(() -> fill(building, rows), "index-builder");
        builder.setDaemon(true);
        builder.setPriority(Thread.MIN_PRIORITY);
        builder.start();
        log.info("{} vectors: building a graph to search them through", rows.size());
    }

    private void fill(HnswIndex building, ExactIndex rows) {
        for (String id : rows.ids()) {
            move(id, building, rows);
            if (closed) {
                return;
            }
        }
        while (building.waiting() > building.size() / 20) {
            if (closed) {
                return;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        exact = null;
        log.info("The graph of {} vectors took over", building.size());
    }

    // Under the lock of put and remove, so that a vector removed meanwhile does not come back.
    private synchronized void move(String id, HnswIndex building, ExactIndex rows) {
        float[] vector = rows.vector(id);
        if (vector != null) {
            building.putIfAbsent(id, vector);
        }
    }

    /** Whether a graph answers by now. */
    public boolean isGraph() {
        return exact == null;
    }

    @Override
    public synchronized boolean remove(String id) {
        ExactIndex rows = exact;
        HnswIndex linked = graph;
        boolean there = rows != null && rows.remove(id);
        return linked != null && linked.remove(id) || there;
    }

    private VectorIndex answering() {
        ExactIndex rows = exact;
        HnswIndex linked = graph;
        if (rows != null) {
            return rows;
        }
        if (linked == null) {
            throw new IllegalStateException("closed");
        }
        return linked;
    }

    @Override
    public List<Hit> search(Query query) {
        return answering().search(query);
    }

    @Override
    public float @Nullable [] vector(String id) {
        return answering().vector(id);
    }

    @Override
    public int size() {
        return answering().size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        HnswIndex linked = graph;
        if (linked != null) {
            linked.close();
        }
    }
}
