package io.freshet.cli.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShopTest {
    private final Catalogue catalogue = Catalogue.of(1);

    @Test
    void sameSeedMakesSameEvents() {
        assertThat(events(new Shop(catalogue, 7), 1_000)).isEqualTo(events(new Shop(Catalogue.of(1), 7), 1_000));
    }

    @Test
    void goesOnAfterSkippingAsIfItHadNeverStopped() {
        List<ShopEvent> whole = events(new Shop(catalogue, 7), 5_000);
        Shop resumed = new Shop(catalogue, 7);

        resumed.skip(3_000);

        assertThat(events(resumed, 2_000)).isEqualTo(whole.subList(3_000, 5_000));
    }

    @Test
    void shoppersMostlyStayInOneCategory() {
        Map<String, String> lastCategory = new HashMap<>();
        int stayed = 0;
        int moves = 0;
        for (ShopEvent event : events(new Shop(catalogue, 7), 50_000)) {
            String category = event.product().category();
            String before = lastCategory.put(event.shopper(), category);
            if (before != null) {
                moves++;
                stayed += before.equals(category) ? 1 : 0;
            }
        }

        assertThat(stayed / (double) moves).isBetween(0.55, 0.9);
    }

    @Test
    void turnsAtOneEventAndIsTheSameBefore() {
        List<ShopEvent> steady = events(new Shop(catalogue, 7), 5_000);
        Shop turning = new Shop(catalogue, 7, 3_000);

        assertThat(events(turning, 2_999)).isEqualTo(steady.subList(0, 2_999));
        assertThat(events(turning, 2_001)).isNotEqualTo(steady.subList(2_999, 5_000));
    }

    @Test
    void sellsEveryLaunchedProductAndNoneBeforeItsLaunch() {
        List<ShopEvent> events = events(new Shop(catalogue, 7), 30_000);
        Set<Product> sold = new HashSet<>();
        events.forEach(event -> {
            assertThat(event.product().launch()).isLessThanOrEqualTo(event.number());
            sold.add(event.product());
        });

        long launched = catalogue.products().stream()
                .filter(product -> product.launch() == 0)
                .count();
        assertThat(sold).hasSizeGreaterThanOrEqualTo((int) launched);
    }

    @Test
    void namesAndIdsAreUnique() {
        assertThat(catalogue.products()).hasSize(600).doesNotHaveDuplicates();
        assertThat(catalogue.products()).extracting(Product::id).doesNotHaveDuplicates();
        assertThat(catalogue.products()).extracting(Product::name).doesNotHaveDuplicates();
    }

    @Test
    void writesJson() throws Exception {
        ShopEvent event = new Shop(catalogue, 7).next();

        JsonNode json = new ObjectMapper().readTree(event.json(Instant.parse("2026-01-02T03:04:05Z")));

        assertThat(json.path("id").asText()).isEqualTo("e1");
        assertThat(json.path("time").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(json.path("product").asText()).isEqualTo(event.product().id());
        assertThat(json.path("price").asDouble()).isEqualTo(event.product().price());
    }

    private static List<ShopEvent> events(Shop shop, int count) {
        return Stream.generate(shop::next).limit(count).toList();
    }
}
