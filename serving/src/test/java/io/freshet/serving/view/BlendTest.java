package io.freshet.serving.view;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.OfEntity;
import io.freshet.schemas.message.Memory.OfItem;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.message.ModelRecord.Transform;
import io.freshet.serving.index.Hit;
import io.freshet.serving.view.Embeddings.Found;
import io.freshet.serving.view.Embeddings.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Recommendations by the embeddings and the memory together. */
class BlendTest {
    private static final List<PopularityWeight> POPULARITY = List.of(new PopularityWeight(100, .5f));

    private final Embeddings embeddings = Embeddings.exact();
    private long step = 1;

    private void fill() {
        item("a", "s1", 3, new OfItem(1_000, new float[] {1}));
        item("b", "s1", 1, new OfItem(900, new float[] {2}));
        item("c", "s1", 2, null);
        ann("s1", memory(2, new Recalled("b", 3), new Recalled("never seen", 9)));
    }

    @Test
    void itemsAreScoredByDotProductBoostAndPopularity() {
        fill();
        Found found = recommend(3);
        assertThat(found.scoring()).isEqualTo(Scoring.BLEND);
        assertThat(found.hits()).extracting(Hit::id).containsExactly("a", "b", "c");
        // 2 x 3 + 1 / 2; 2 x 1 + 3 + (2 - ln 2) / 2, for a half-life has passed; 2 x 2 + ln .1 / 2, as good as never
        assertThat(scores(found)).containsExactly(6.5f, 5.65342641f, 2.8487074f);
        assertThat(recommend(1).hits()).extracting(Hit::id).containsExactly("a");
        Found alone = Objects.requireNonNull(embeddings.recommendByEmbeddings("ann", 3, id -> true));
        assertThat(alone.scoring()).isEqualTo(Scoring.DOT);
        assertThat(alone.hits()).containsExactly(new Hit("a", 3), new Hit("c", 2), new Hit("b", 1));
    }

    @Test
    void entityWithoutAMemoryIsServedByItsEmbedding() {
        fill();
        ann("s1", null);
        assertThat(recommend(3).scoring()).isEqualTo(Scoring.DOT);
        assertThat(recommend(3).hits()).extracting(Hit::id).containsExactly("a", "c", "b");
    }

    @Test
    void whatDoesNotPassIsNotRecalledEither() {
        fill();
        Found found = Objects.requireNonNull(embeddings.recommend("ann", 3, id -> !id.equals("b")));
        assertThat(found.hits()).extracting(Hit::id).containsExactly("a", "c");
    }

    @Test
    void removedItemIsNotRecalledUntilItComesBack() {
        fill();
        embeddings.remove(ITEM, "b");
        assertThat(recommend(3).hits()).extracting(Hit::id).containsExactly("a", "c");
        item("b", "s1", 1, null);
        assertThat(recommend(3).hits()).extracting(Hit::id).containsExactly("a", "b", "c");
        assertThat(scores(recommend(3)).get(1)).isEqualTo(3.8487074f); // its count went with it
        embeddings.remove(ENTITY, "ann");
        assertThat(embeddings.recommend("ann", 3, id -> true)).isNull();
    }

    @Test
    void memoryThatCannotBeReckonedWithIsLeftOutWithItsRecord() {
        fill();
        Found before = recommend(3);
        OfItem ofItem = new OfItem(2_000, new float[] {Float.NaN});
        for (Memory memory : List.of(
                memory(Float.NaN),
                memory(2, new Recalled("b", Float.POSITIVE_INFINITY)),
                new OfEntity(2, List.of(new PopularityWeight(100, Float.NaN)), List.of()),
                new OfEntity(2, List.of(new PopularityWeight(Double.NaN, 1)), List.of()),
                new OfEntity(2, List.of(new PopularityWeight(0, 1)), List.of()),
                new OfItem(2_000, new float[] {1}))) { // an item's on an entity
            assertThat(ann("s1", memory)).as("%s", memory).isEqualTo(Outcome.UNFIT);
        }
        assertThat(item("a", "s1", 3, ofItem)).isEqualTo(Outcome.UNFIT);
        assertThat(item("a", "s1", 3, memory(2))).isEqualTo(Outcome.UNFIT);
        assertThat(recommend(3)).isEqualTo(before);
    }

    @Test
    void memoryGoesAlongIntoANewSpace() {
        announce(1, "s1", null);
        fill();
        Found before = recommend(3);
        announce(2, "s2", new Transform("s1", 2, new float[] {-1, 0, 0, -1})); // turned by two right angles
        item("a", "s2", -3, new OfItem(1_000, new float[] {1}));
        item("b", "s2", -1, new OfItem(900, new float[] {2}));
        assertThat(recommend(3)).isEqualTo(before);
        item("c", "s2", -2, null);
        assertThat(recommend(3).space()).isEqualTo("s2");
        assertThat(recommend(3).hits()).isEqualTo(before.hits());
    }

    @Test
    void farItemIsRecommendedOnlyWhereItIsRecalled() {
        for (int i = 1; i <= 500; i++) {
            item("i" + i, "s1", i, new OfItem(1, new float[] {i == 1 || i == 2 ? 99 : 0}));
        }
        ann("s1", memory(.01f, new Recalled("i1", 1)));
        assertThat(recommend(2).hits())
                .extracting(Hit::id)
                .containsExactly("i1", "i500"); // not i2: nobody thought of it
        assertThat(recommend(400).hits()).hasSize(400); // more than the embeddings' best that are ranked else
        assertThat(recommend(1_000).hits()).hasSize(500);
    }

    @Test
    void agreesWithScoringEachItem() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<OfItem> ofItems = new ArrayList<>();
        List<Recalled> recalled = new ArrayList<>();
        float[] dots = new float[200];
        for (int i = 0; i < dots.length; i++) {
            dots[i] = (float) random.nextGaussian();
            ofItems.add(new OfItem(random.nextInt(500), new float[] {random.nextFloat() * 3}));
            item("i" + i, "s1", dots[i], ofItems.get(i));
            if (i % 4 == 0) {
                recalled.add(new Recalled("i" + i, random.nextFloat()));
            }
        }
        OfEntity memory = memory(.7f, recalled.toArray(Recalled[]::new));
        ann("s1", memory);
        long now = ofItems.stream().mapToLong(OfItem::events).max().orElseThrow();
        List<Hit> naive = new ArrayList<>();
        for (int i = 0; i < dots.length; i++) {
            double boost = i % 4 == 0 ? recalled.get(i / 4).boost() : 0;
            naive.add(new Hit("i" + i, (float) memory.score(dots[i], ofItems.get(i), boost, now)));
        }
        naive.sort(Hit.NEAREST_FIRST);
        List<Hit> hits = recommend(50).hits();
        for (int i = 0; i < 50; i++) {
            assertThat(hits.get(i).score())
                    .as("seed %d", seed)
                    .isCloseTo(naive.get(i).score(), within(1e-5f));
        }
    }

    private Found recommend(int k) {
        return Objects.requireNonNull(embeddings.recommend("ann", k, id -> true));
    }

    private static List<Float> scores(Found found) {
        return found.hits().stream().map(Hit::score).toList();
    }

    private static OfEntity memory(float ofEmbeddings, Recalled... recalled) {
        return new OfEntity(ofEmbeddings, POPULARITY, List.of(recalled));
    }

    /** Ann's vector is such that an item's first number is its dot product. */
    private Outcome ann(String space, @Nullable Memory memory) {
        return apply(ENTITY, "ann", space, 1, memory);
    }

    private Outcome item(String id, String space, float dot, @Nullable Memory memory) {
        return apply(ITEM, id, space, dot, memory);
    }

    private Outcome apply(String kind, String id, String space, float first, @Nullable Memory memory) {
        float[] vector = {first, 0};
        return embeddings.apply(new EmbeddingRecord(kind, id, vector, 0, space, 1, step++, 1, 1, 1, memory));
    }

    private void announce(long version, String space, @Nullable Transform transform) {
        embeddings.announce(
                new ModelRecord("default", version, "file:/m", "00", version, space, 2, Map.of(), transform, 1));
    }
}
