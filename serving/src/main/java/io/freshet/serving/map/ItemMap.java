package io.freshet.serving.map;

import io.freshet.serving.ServingConfig.MapConfig;
import io.freshet.serving.map.MapView.Point;
import io.freshet.serving.view.Embedding;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.Item;
import io.freshet.serving.view.ItemCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the most popular items on a plane, near where they were before, as long as somebody looks.
 *
 * <p>It may share two cores with the learner, so a drawing is followed by twenty times as long a rest.
 */
public final class ItemMap implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ItemMap.class);
    private static final int FEWEST = 10;
    private static final int NEIGHBOURS = 12;
    private static final int FIRST_EPOCHS = 250;
    private static final int NEXT_EPOCHS = 60;
    private static final double NEXT_RATE = .25;
    private static final int REST = 20;
    private static final long WATCHED_MS = 30_000;
    private static final long SEED = 1;

    private final int maxItems;
    private final @Nullable Duration interval;
    private final Embeddings embeddings;
    private final ItemCatalogue catalogue;
    private final MapView view;
    private final Map<String, float[]> positions = new HashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "item-map");
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setDaemon(true);
        return thread;
    });
    private long nextMs;

    public ItemMap(MapConfig config, Embeddings embeddings, ItemCatalogue catalogue, MapView view) {
        this.maxItems = config.items();
        this.interval = config.interval();
        this.embeddings = embeddings;
        this.catalogue = catalogue;
        this.view = view;
    }

    public void start() {
        if (interval != null) {
            executor.scheduleWithFixedDelay(() -> drawIfDue(interval), 500, 500, TimeUnit.MILLISECONDS);
        }
    }

    private void drawIfDue(Duration between) {
        long now = System.currentTimeMillis();
        if (now < nextMs || !view.isWatched(now, WATCHED_MS)) {
            return;
        }
        try {
            draw();
        } catch (RuntimeException e) {
            log.warn("The map was not drawn", e); // the next one may be; a page is no reason to stop
        }
        long took = System.currentTimeMillis() - now;
        // the first maps of a young stream follow closer: much is new on them
        long rest = view.drawing().number() < 3 ? between.toMillis() / 3 : between.toMillis();
        nextMs = now + took + Math.max(rest, REST * took);
    }

    /** Draws the map once. */
    void draw() {
        List<Embedding> items = mostPopular();
        if (items.size() < FEWEST) {
            return;
        }
        float[][] vectors = items.stream().map(ItemMap::withoutPrior).toArray(float[][]::new);
        FuzzyGraph graph = FuzzyGraph.of(vectors, NEIGHBOURS);
        long known =
                items.stream().filter(item -> positions.containsKey(item.id())).count();
        boolean first = known < items.size() / 2;
        float[][] places = first ? PrincipalPlane.project(vectors, SEED) : where(items, graph);
        new UmapLayout(graph, places, SEED).optimise(first ? FIRST_EPOCHS : NEXT_EPOCHS, first ? 1 : NEXT_RATE);
        positions.clear();
        for (int i = 0; i < places.length; i++) {
            positions.put(items.get(i).id(), places[i]);
        }
        view.show(System.currentTimeMillis(), embeddings.size(items.get(0).kind()), points(items, places));
    }

    /** The items on the map: an item's last dimension is its popularity, where the vectors have a prior. */
    private List<Embedding> mostPopular() {
        List<Embedding> items = new ArrayList<>();
        embeddings.eachItem(items::add);
        items.sort(Comparator.comparingDouble(ItemMap::popularity).reversed().thenComparing(Embedding::id));
        return items.size() > maxItems ? items.subList(0, maxItems) : items;
    }

    private static double popularity(Embedding item) {
        return item.provenance().priorDimensions() == 0 ? 0 : item.vector()[item.vector().length - 1];
    }

    /** Of length 1, so that a dot product is the cosine. */
    private static float[] withoutPrior(Embedding item) {
        float[] unit = new float[item.vector().length - item.provenance().priorDimensions()];
        double squares = 0;
        for (int d = 0; d < unit.length; d++) {
            squares += (double) item.vector()[d] * item.vector()[d];
        }
        double length = Math.sqrt(squares);
        for (int d = 0; d < unit.length; d++) {
            unit[d] = length == 0 ? 0 : (float) (item.vector()[d] / length);
        }
        return unit;
    }

    /** Where each item was; a new one starts at the nearest item that has a place, a little aside. */
    private float[][] where(List<Embedding> items, FuzzyGraph graph) {
        float[][] places = new float[items.size()][];
        for (int i = 0; i < places.length; i++) {
            float[] before = positions.get(items.get(i).id());
            places[i] = before == null ? new float[0] : before.clone();
        }
        float[] nearest = new float[places.length];
        for (int edge = 0; edge < graph.weights().length; edge++) {
            settle(places, nearest, graph.from()[edge], graph.to()[edge], graph.weights()[edge]);
            settle(places, nearest, graph.to()[edge], graph.from()[edge], graph.weights()[edge]);
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i].length == 0) {
                places[i] = new float[] {i % 7 - 3, i % 5 - 2}; // only new ones around it
            }
        }
        return places;
    }

    private void settle(float[][] places, float[] nearest, int newcomer, int other, float weight) {
        boolean isNew = places[newcomer].length == 0 || nearest[newcomer] > 0;
        boolean isPlaced = places[other].length > 0 && nearest[other] == 0;
        if (isNew && isPlaced && weight > nearest[newcomer]) {
            nearest[newcomer] = weight;
            places[newcomer] = new float[] {
                places[other][0] + (newcomer % 7 - 3) * .05f, places[other][1] + (newcomer % 5 - 2) * .05f
            };
        }
    }

    private List<Point> points(List<Embedding> items, float[][] places) {
        Range across = Range.of(places, 0);
        Range along = Range.of(places, 1);
        List<Point> points = new ArrayList<>(places.length);
        for (int i = 0; i < places.length; i++) {
            Item item = catalogue.get(items.get(i).id());
            points.add(new Point(
                    item.id(), item.name(), item.category(), across.scaled(places[i][0]), along.scaled(places[i][1])));
        }
        return points;
    }

    /** A dimension's middle and half its width: each fills the page, since only nearness means something. */
    private record Range(float middle, float half) {
        static Range of(float[][] places, int dimension) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (float[] place : places) {
                low = Math.min(low, place[dimension]);
                high = Math.max(high, place[dimension]);
            }
            return new Range((low + high) / 2, Math.max((high - low) / 2, 1e-6f));
        }

        float scaled(float value) {
            return (value - middle) / half;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
