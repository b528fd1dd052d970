package io.freshet.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class HnswIndexTest {
    private static final Logger log = LoggerFactory.getLogger(HnswIndexTest.class);
    private static final int DIMENSIONS = 33;
    private static final int PRIOR = 1;
    private static final int SIZE = 2_600;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final HnswIndex index = new HnswIndex(DIMENSIONS, PRIOR, 14);
    private final Map<String, float[]> naive = new HashMap<>();

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void findsWhatComparingFindsBySimilarityOfEitherKind() {
        fill();
        awaitLinked();
        assertThat(recall(Similarity.COSINE, 10)).as("seed %d", seed).isGreaterThan(.95);
        assertThat(recall(Similarity.DOT, 10)).as("seed %d", seed).isGreaterThan(.9);
    }

    @Test
    void whatIsAskedForAlsoComesAfterTheNearestOnceAndIfItPasses() {
        fill();
        List<Hit> all = NaiveSearch.search(naive, Query.of(clustered(), Similarity.DOT, SIZE), PRIOR);
        String nearest = all.get(0).id();
        String far = all.get(SIZE - 1).id();
        String farther = all.get(SIZE - 2).id();
        Query query = new Query(
                naive.get(nearest),
                Similarity.COSINE,
                1,
                id -> !id.equals(farther),
                Set.of(nearest, far, farther, "nobody"));
        assertThat(index.search(query)).as("seed %d", seed).extracting(Hit::id).containsExactly(nearest, far);
    }

    @Test
    void vectorIsFoundTheMomentItIsPut() {
        for (int i = 0; i < 200; i++) {
            float[] vector = clustered();
            index.put("v" + i, vector);
            assertThat(index.search(Query.of(vector, Similarity.COSINE, 1)))
                    .as("seed %d", seed)
                    .extracting(Hit::id)
                    .containsExactly("v" + i);
        }
    }

    @Test
    void vectorsThatMovedALittleOrFarAreFoundWhereTheyAre() {
        fill();
        awaitLinked();
        for (double share : new double[] {.3, 3}) {
            for (String id : List.copyOf(naive.keySet())) {
                float[] moved = naive.get(id).clone();
                for (int d = 0; d < DIMENSIONS; d++) {
                    moved[d] += (float) (random.nextGaussian() * share);
                }
                put(id, moved);
            }
            double atOnce = recall(Similarity.COSINE, 10);
            awaitLinked();
            double later = recall(Similarity.COSINE, 10);
            log.info("moved by {}: recall@10 {} at once, {} linked anew", share, atOnce, later);
            assertThat(later).as("seed %d", seed).isGreaterThan(.9);
        }
    }

    @Test
    void removedVectorsAreNotFoundAndMakeRoomForOthers() {
        fill();
        awaitLinked();
        Set<String> removed = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            List<String> ids = List.copyOf(naive.keySet());
            for (String id : ids.subList(0, 2_500)) { // enough for a sweep of the graph
                index.remove(id);
                naive.remove(id);
                removed.add(id);
            }
            for (int i = 0; i < 2_500; i++) {
                put("round" + round + "-" + i, clustered());
            }
            awaitLinked();
        }
        assertThat(index.size()).isEqualTo(naive.size());
        List<Hit> hits = index.search(Query.of(clustered(), Similarity.COSINE, 500));
        assertThat(hits).extracting(Hit::id).doesNotContainAnyElementsOf(removed);
        assertThat(recall(Similarity.COSINE, 10)).as("seed %d", seed).isGreaterThan(.9);
    }

    @Test
    void filterHoldsForAllThatIsFound() {
        fill();
        awaitLinked();
        Query query = new Query(clustered(), Similarity.DOT, 20, id -> id.endsWith("7"));
        assertThat(index.search(query))
                .hasSize(20)
                .allSatisfy(hit -> assertThat(hit.id()).endsWith("7"));
    }

    @Test
    void autoIndexGoesFromComparingToTheGraphWithoutLosingAny() {
        try (AutoIndex auto = new AutoIndex(DIMENSIONS, PRIOR, 1_000)) {
            for (int i = 0; i < SIZE; i++) {
                float[] vector = clustered();
                auto.put("v" + i, vector);
                naive.put("v" + i, vector);
                if (i % 3 == 0) {
                    auto.remove("v" + i / 2);
                    naive.remove("v" + i / 2);
                }
                assertThat(auto.size()).isEqualTo(naive.size());
            }
            await().atMost(Duration.ofSeconds(120)).until(auto::isGraph);
            assertThat(auto.size()).isEqualTo(naive.size());
            naive.forEach((id, vector) -> assertThat(auto.vector(id)).containsExactly(vector));
        }
    }

    private void fill() {
        for (int i = 0; i < SIZE; i++) {
            put("v" + i, clustered());
        }
    }

    private void put(String id, float[] vector) {
        index.put(id, vector);
        naive.put(id, vector);
    }

    /** Around one of thirty centres, as embeddings lie. */
    private float[] clustered() {
        Random centre = new Random(random.nextInt(30));
        float[] vector = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            vector[d] = (float) (centre.nextGaussian() + random.nextGaussian() * .5);
        }
        return vector;
    }

    private void awaitLinked() {
        await().atMost(Duration.ofSeconds(120)).until(() -> index.waiting() == 0);
    }

    private double recall(Similarity similarity, int k) {
        int found = 0;
        int queries = 100;
        for (int i = 0; i < queries; i++) {
            Query query = Query.of(clustered(), similarity, k);
            Set<String> expected = new HashSet<>();
            NaiveSearch.search(naive, query, PRIOR).forEach(hit -> expected.add(hit.id()));
            found += (int) index.search(query).stream()
                    .filter(hit -> expected.contains(hit.id()))
                    .count();
        }
        double recall = found / (double) (queries * k);
        log.info("{} of {} vectors: recall@{} {}, seed {}", similarity, naive.size(), k, recall, seed);
        return recall;
    }
}
