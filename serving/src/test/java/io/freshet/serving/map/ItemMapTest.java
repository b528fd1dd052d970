package io.freshet.serving.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.serving.ServingConfig.MapConfig;
import io.freshet.serving.map.MapView.Point;
import io.freshet.serving.testing.MadeUpShop;
import io.freshet.serving.testing.Shop;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.ItemCatalogue;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ItemMapTest {
    private static final int ITEMS = 400;

    private final MadeUpShop shop = new MadeUpShop(ITEMS, 3);
    private final Embeddings embeddings = Embeddings.exact();
    private final ItemCatalogue catalogue = new ItemCatalogue();
    private final MapView view = new MapView();

    @Test
    void itemsAlikeAreNearEachOther() {
        stock(ITEMS, 2_000);
        map(2_000).draw();
        List<Point> points = view.drawing().points();
        assertThat(points).hasSize(ITEMS).allSatisfy(point -> {
            assertThat(point.x()).isBetween(-1f, 1f);
            assertThat(point.y()).isBetween(-1f, 1f);
        });
        // of ten categories, one in ten by chance
        assertThat(shareOfNearestInSameCategory(points)).isGreaterThan(.8);
    }

    @Test
    void pointsStayWhereTheyWereWhenLittleChanged() {
        stock(ITEMS, 2_000);
        ItemMap map = map(2_000);
        map.draw();
        Map<String, Point> before = byId(view.drawing().points());
        stock(ITEMS, 2_001);
        map.draw();
        double moved = view.drawing().points().stream()
                .mapToDouble(point -> distance(point, Objects.requireNonNull(before.get(point.id()))))
                .average()
                .orElseThrow();
        assertThat(moved).isLessThan(.15); // the map is 2 wide
    }

    @Test
    void newItemAppearsAmongThoseItIsLike() {
        stock(ITEMS - 10, 2_000);
        ItemMap map = map(2_000);
        map.draw();
        stock(ITEMS, 2_000);
        map.draw();
        assertThat(view.drawing().points()).hasSize(ITEMS);
        assertThat(shareOfNearestInSameCategory(view.drawing().points())).isGreaterThan(.8);
    }

    @Test
    void drawsTheMostPopularWhereThereAreTooMany() {
        stock(ITEMS, 100);
        map(50).draw();
        assertThat(view.drawing().of()).isEqualTo(ITEMS);
        // the made-up shop's first items are its most popular
        assertThat(view.drawing().points())
                .extracting(Point::id)
                .containsExactlyInAnyOrderElementsOf(shop.items().subList(0, 50).stream()
                        .map(item -> item.id())
                        .toList());
    }

    @Test
    void drawsNothingOfTooFewOrOfAllTheSame() {
        stock(9, 100);
        map(2_000).draw();
        assertThat(view.drawing().number()).isZero();
        Embeddings same = Embeddings.exact();
        for (int i = 0; i < 20; i++) {
            same.apply(Shop.embedding("item", "same" + i, 200, 0, 0, 0));
        }
        new ItemMap(new MapConfig(100, Duration.ofSeconds(1)), same, catalogue, view).draw();
        assertThat(view.drawing().points())
                .hasSize(20)
                .allSatisfy(point -> assertThat(point.x()).isFinite());
    }

    private void stock(int count, long step) {
        for (int i = 0; i < count; i++) {
            catalogue.put(shop.items().get(i));
            embeddings.apply(shop.item(i, step));
        }
    }

    private ItemMap map(int items) {
        return new ItemMap(new MapConfig(items, Duration.ofSeconds(1)), embeddings, catalogue, view);
    }

    private static double shareOfNearestInSameCategory(List<Point> points) {
        return points.stream()
                        .filter(point -> points.stream()
                                .filter(other -> other != point)
                                .min(Comparator.comparingDouble(other -> distance(point, other)))
                                .map(nearest -> Objects.equals(nearest.category(), point.category()))
                                .orElseThrow())
                        .count()
                / (double) points.size();
    }

    private static double distance(Point a, Point b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }

    private static Map<String, Point> byId(List<Point> points) {
        Map<String, Point> byId = new HashMap<>();
        points.forEach(point -> byId.put(point.id(), point));
        return byId;
    }
}
