package io.freshet.serving.index;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A jvector graph over vectors of length 1, nearest by dot product.
 *
 * <p>Linking a vector into the graph costs a hundred times what comparing does, so it happens behind the writes: a
 * vector that moved a little is overwritten where it is linked, one that moved far is linked anew by {@link #link}, and
 * one that is not linked yet is found by comparing.
 *
 * <p>One thread puts and removes, one links, any number search.
 */
final class Graph implements AutoCloseable {
    private static final VectorTypeSupport VECTORS =
            VectorizationProvider.getInstance().getVectorTypeSupport();
    private static final VectorSimilarityFunction DOT = VectorSimilarityFunction.DOT_PRODUCT;
    private static final int DEGREE = 24;
    private static final int BEAM = 100;
    private static final float OVERFLOW = 1.2f;
    private static final float ALPHA = 1.2f;
    /** Measured: up to here, searching over vectors that moved in place loses nothing once they are ranked anew. */
    private static final float RELINK_BELOW = .9f;

    private static final int FEWEST_TO_SWEEP = 2_000;

    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Map<String, Node> unlinked = new ConcurrentHashMap<>();
    private final Queue<Node> toLink = new ConcurrentLinkedQueue<>();
    private final Queue<Node> toUnlink = new ConcurrentLinkedQueue<>();
    private final ByOrdinal byOrdinal;
    private final GraphIndexBuilder builder;
    private final ForkJoinPool pool = new ForkJoinPool(1); // the learner has use for the other cores

    // The linking thread's own.
    private int nextOrdinal;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final List<Integer> deleted = new ArrayList<>();
    private List<Integer> sweptBefore = List.of();
    private volatile int linked;

    /** An id's place in the graph; its vector is replaced, never written into. */
    private static final class Node {
        final String id;
        volatile VectorFloat<?> vector;
        volatile boolean removed;
        volatile boolean queued;
        volatile @Nullable VectorFloat<?> linkedAt;
        int ordinal = -1;

        Node(String id, VectorFloat<?> vector) {
            this.id = id;
            this.vector = vector;
        }
    }

    Graph(int dimensions) {
        byOrdinal = new ByOrdinal(dimensions);
        builder = new GraphIndexBuilder(
                BuildScoreProvider.randomAccessScoreProvider(byOrdinal, DOT),
                dimensions,
                DEGREE,
                BEAM,
                OVERFLOW,
                ALPHA,
                true,
                false,
                pool,
                pool);
    }

    /** @param unit of length 1; kept, not copied */
    void put(String id, float[] unit) {
        VectorFloat<?> vector = VECTORS.createFloatVector(unit);
        Node node = nodes.get(id);
        if (node == null) {
            Node made = new Node(id, vector);
            nodes.put(id, made);
            unlinked.put(id, made);
            made.queued = true;
            toLink.add(made);
            return;
        }
        node.vector = vector;
        VectorFloat<?> linkedAt = node.linkedAt;
        if (linkedAt != null && !node.queued && cosine(linkedAt, vector) < RELINK_BELOW) {
            node.queued = true;
            toLink.add(node);
        }
    }

    void remove(String id) {
        Node node = nodes.remove(id);
        if (node != null) {
            node.removed = true;
            unlinked.remove(id);
            toUnlink.add(node);
        }
    }

    /** How many wait to be linked, for the first time or anew. */
    int waiting() {
        return toLink.size();
    }

    /** The ids near a vector of length 1, about {@code count} of them, in no order. */
    Set<String> near(float[] unit, int count, Predicate<String> filter) {
        Set<String> ids = new LinkedHashSet<>();
        VectorFloat<?> query = VECTORS.createFloatVector(unit);
        if (linked > 0) {
            SearchResult result = search(query, count, filter);
            for (SearchResult.NodeScore score : result.getNodes()) {
                Node node = byOrdinal.node(score.node);
                if (node != null && !node.removed) {
                    ids.add(node.id);
                }
            }
        }
        if (!unlinked.isEmpty()) {
            Nearest nearest = new Nearest(count);
            for (Node node : unlinked.values()) {
                float score = DOT.compare(query, node.vector);
                if (score >= nearest.floor() && filter.test(node.id)) {
                    nearest.offer(node.id, score);
                }
            }
            nearest.nearestFirst().forEach(hit -> ids.add(hit.id()));
        }
        return ids;
    }

    private SearchResult search(VectorFloat<?> query, int count, Predicate<String> filter) {
        try (GraphSearcher searcher = new GraphSearcher(builder.getGraph())) {
            return searcher.search(DefaultSearchScoreProvider.exact(query, DOT, byOrdinal), count, ordinal -> {
                Node node = byOrdinal.node(ordinal);
                return node != null && !node.removed && filter.test(node.id);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links what waits, at most {@code limit}; true when more is waiting. */
    boolean link(int limit) {
        for (Node node = toUnlink.poll(); node != null; node = toUnlink.poll()) {
            unlink(node);
        }
        for (int i = 0; i < limit; i++) {
            Node node = toLink.poll();
            if (node == null) {
                break;
            }
            link(node);
        }
        if (deleted.size() > Math.max(FEWEST_TO_SWEEP, linked / 4)) {
            sweep();
        }
        return !toLink.isEmpty() || !toUnlink.isEmpty();
    }

    private void link(Node node) {
        node.queued = false; // a move from here on queues it again
        if (node.removed) {
            return;
        }
        int before = node.ordinal;
        int ordinal = free.isEmpty() ? nextOrdinal++ : free.pop();
        VectorFloat<?> vector = node.vector;
        byOrdinal.set(ordinal, node);
        builder.addGraphNode(ordinal, vector);
        node.ordinal = ordinal;
        node.linkedAt = vector;
        if (before >= 0) {
            delete(before);
        } else {
            linked++;
            unlinked.remove(node.id, node);
        }
    }

    private void unlink(Node node) {
        if (node.ordinal >= 0) {
            delete(node.ordinal);
            node.ordinal = -1;
            linked--;
        }
    }

    private void delete(int ordinal) {
        builder.markNodeDeleted(ordinal);
        deleted.add(ordinal);
    }

    /**
     * Takes deleted nodes out of the graph. Must not overlap a change, so it runs where links are made. Ordinals are
     * given anew a sweep later: a search that began before may still come upon them.
     */
    private void sweep() {
        builder.removeDeletedNodes();
        free.addAll(sweptBefore);
        sweptBefore = List.copyOf(deleted);
        deleted.clear();
    }

    private static float cosine(VectorFloat<?> a, VectorFloat<?> b) {
        return 2 * DOT.compare(a, b) - 1; // jvector scores (1 + dot) / 2
    }

    @Override
    public void close() {
        pool.shutdownNow();
        try {
            builder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The vectors as the graph asks for them. */
    private static final class ByOrdinal implements RandomAccessVectorValues {
        private final int dimensions;
        private final VectorFloat<?> nothing;
        private volatile AtomicReferenceArray<Node> nodes = new AtomicReferenceArray<>(1024);

        ByOrdinal(int dimensions) {
            this.dimensions = dimensions;
            this.nothing = VECTORS.createFloatVector(dimensions);
        }

        @Nullable
        Node node(int ordinal) {
            AtomicReferenceArray<Node> all = nodes;
            return ordinal < all.length() ? all.get(ordinal) : null;
        }

        /** By the linking thread alone. */
        void set(int ordinal, Node node) {
            if (ordinal >= nodes.length()) {
                AtomicReferenceArray<Node> grown = new AtomicReferenceArray<>(nodes.length() * 2);
                for (int i = 0; i < nodes.length(); i++) {
                    grown.set(i, nodes.get(i));
                }
                nodes = grown;
            }
            nodes.set(ordinal, node);
        }

        @Override
        public int size() {
            return nodes.length();
        }

        @Override
        public int dimension() {
            return dimensions;
        }

        @Override
        public VectorFloat<?> getVector(int ordinal) {
            Node node = node(ordinal);
            return node == null ? nothing : node.vector;
        }

        @Override
        public boolean isValueShared() {
            return false;
        }

        @Override
        public RandomAccessVectorValues copy() {
            return this;
        }
    }
}
