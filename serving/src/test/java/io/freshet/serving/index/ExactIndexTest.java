package io.freshet.serving.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ExactIndexTest {
    private static final int DIMENSIONS = 19; // not a multiple of four
    private static final int PRIOR = 1;

    @Test
    void agreesWithComparingOneByOneThroughPutsMovesAndRemovals() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ExactIndex index = new ExactIndex(DIMENSIONS, PRIOR);
        Map<String, float[]> naive = new HashMap<>();
        for (int change = 0; change < 6_000; change++) {
            String id = "id" + random.nextInt(1_500);
            if (random.nextInt(5) == 0) {
                assertThat(index.remove(id)).as("seed %d", seed).isEqualTo(naive.remove(id) != null);
            } else {
                float[] vector = NaiveSearch.gaussian(random, DIMENSIONS);
                index.put(id, vector);
                naive.put(id, vector);
            }
        }
        assertThat(index.size()).isEqualTo(naive.size());
        Predicate<String> even = id -> id.hashCode() % 2 == 0;
        for (Similarity similarity : Similarity.values()) {
            for (int k : new int[] {1, 7, 100, 5_000}) {
                Query query = new Query(NaiveSearch.gaussian(random, DIMENSIONS), similarity, k, even);
                List<Hit> hits = index.search(query);
                List<Hit> expected = NaiveSearch.search(naive, query, PRIOR);
                assertThat(hits).as("seed %d", seed).hasSameSizeAs(expected);
                for (int i = 0; i < hits.size(); i++) {
                    assertThat(hits.get(i).score())
                            .as("seed %d", seed)
                            .isCloseTo(expected.get(i).score(), within(1e-4f));
                }
                assertThat(hits.get(0).id())
                        .as("seed %d", seed)
                        .isEqualTo(expected.get(0).id());
            }
        }
    }

    @Test
    void whatIsAskedForAlsoComesAfterTheNearestOnceAndIfItPasses() {
        ExactIndex index = new ExactIndex(1, 0);
        for (int i = 0; i < 2_000; i++) { // several blocks
            index.put("i" + i, new float[] {i});
        }
        Set<String> also = Set.of("i3", "i1999", "i700", "i4", "nobody");
        Query query = new Query(new float[] {1}, Similarity.DOT, 2, id -> !id.equals("i4"), also);
        assertThat(index.search(query))
                .startsWith(new Hit("i1999", 1_999), new Hit("i1998", 1_998))
                .containsExactlyInAnyOrder(
                        new Hit("i1999", 1_999), new Hit("i1998", 1_998), new Hit("i3", 3), new Hit("i700", 700));
    }

    @Test
    void cosineDoesNotSeeThePriorAndDotDoes() {
        ExactIndex index = new ExactIndex(3, 1);
        index.put("alike", new float[] {2, 0, 0});
        index.put("popular", new float[] {0, 1, 9});
        float[] query = {1, 0, 1};

        assertThat(index.search(Query.of(query, Similarity.COSINE, 2)))
                .containsExactly(new Hit("alike", 1), new Hit("popular", 0));
        assertThat(index.search(Query.of(query, Similarity.DOT, 2)))
                .containsExactly(new Hit("popular", 9), new Hit("alike", 2));
    }

    @Test
    void vectorWithoutLengthIsNearToNothingAndBreaksNothing() {
        ExactIndex index = new ExactIndex(2, 0);
        index.put("zero", new float[] {0, 0});
        index.put("one", new float[] {1, 0});
        assertThat(index.search(Query.of(new float[] {1, 0}, Similarity.COSINE, 2)))
                .containsExactly(new Hit("one", 1), new Hit("zero", 0));
        assertThat(index.search(Query.of(new float[] {0, 0}, Similarity.COSINE, 2)))
                .hasSize(2);
    }

    @Test
    void givesBackWhatWasPutLast() {
        ExactIndex index = new ExactIndex(2, 0);
        index.put("a", new float[] {1, 2});
        index.put("a", new float[] {3, 4});
        assertThat(index.vector("a")).containsExactly(3, 4);
        index.remove("a");
        assertThat(index.vector("a")).isNull();
        assertThat(index.size()).isZero();
    }

    @Test
    void refusesVectorOfOtherDimensions() {
        ExactIndex index = new ExactIndex(2, 0);
        assertThatThrownBy(() -> index.put("a", new float[3])).hasMessageContaining("must have 2 dimensions, got 3");
        assertThatThrownBy(() -> index.search(Query.of(new float[1], Similarity.DOT, 1)))
                .hasMessageContaining("must have 2 dimensions, got 1");
    }

    @Test
    void neverShowsHalfAWriteToAReader() {
        int dimensions = 64;
        ExactIndex index = new ExactIndex(dimensions, 0);
        float[] ones = filled(dimensions, 1);
        index.put("a", ones);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; !done.get(); i++) {
                index.put("a", filled(dimensions, i % 7 + 1));
            }
        });
        try {
            for (int i = 0; i < 20_000; i++) {
                float score =
                        index.search(Query.of(ones, Similarity.DOT, 1)).get(0).score();
                assertThat(score / dimensions).isIn(1f, 2f, 3f, 4f, 5f, 6f, 7f);
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private static float[] filled(int dimensions, float value) {
        float[] vector = new float[dimensions];
        Arrays.fill(vector, value);
        return vector;
    }
}
