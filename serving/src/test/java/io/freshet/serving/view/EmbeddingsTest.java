package io.freshet.serving.view;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.ModelRecord;
import io.freshet.schemas.message.ModelRecord.Transform;
import io.freshet.serving.index.Hit;
import io.freshet.serving.index.Query;
import io.freshet.serving.index.Similarity;
import io.freshet.serving.view.Embeddings.Found;
import io.freshet.serving.view.Embeddings.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
    private final Embeddings embeddings = Embeddings.exact();

    @Test
    void theLastRecordIsServedThoughTheLearnerHasGoneBackToItsCheckpoint() {
        embeddings.apply(record(ITEM, "a", "s1", 3, 110, 1, 0));
        embeddings.apply(record(ITEM, "b", "s1", 3, 110, 1, 0));

        assertThat(embeddings.apply(record(ITEM, "a", "s1", 2, 105, 0, 1))).isEqualTo(Outcome.INDEXED);

        assertThat(found("a").vector()).containsExactly(0, 1);
        assertThat(found("a").provenance().step()).isEqualTo(105);
        assertThat(found("b").provenance().step()).isEqualTo(110);
    }

    @Test
    void servesWhatCompactionLeavesOfAnyTopic() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Embeddings compacted = Embeddings.exact();
        Map<String, EmbeddingRecord> last = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            EmbeddingRecord record =
                    record(ITEM, "i" + random.nextInt(20), "s1", random.nextInt(4), random.nextInt(50), i, 1);
            embeddings.apply(record);
            last.put(record.key(), record);
        }
        last.values().forEach(compacted::apply);
        for (EmbeddingRecord record : last.values()) {
            assertThat(found(record.id()).provenance())
                    .as("seed %d", seed)
                    .isEqualTo(compacted.provenance(ITEM, record.id()));
            assertThat(found(record.id()).vector()).as("seed %d", seed).isEqualTo(record.vector());
        }
    }

    @Test
    void aModelThatIsAnnouncedAgainAfterACrashIsTheOneServed() {
        announce(4, "s1", null);
        announce(3, "s1", null);
        assertThat(Objects.requireNonNull(embeddings.model()).version()).isEqualTo(3);
    }

    @Test
    void sameRecordTwiceChangesNothing() {
        EmbeddingRecord record = record(ITEM, "a", "s1", 1, 1, 1, 2);
        assertThat(embeddings.apply(record)).isEqualTo(Outcome.INDEXED);
        assertThat(embeddings.apply(record)).isEqualTo(Outcome.INDEXED);
        assertThat(embeddings.size(ITEM)).isEqualTo(1);
    }

    @Test
    void aTransformThatFitsNothingMovesNothing() {
        embeddings.apply(record(ITEM, "a", "s1", 1, 1, 1, 2));
        embeddings.apply(record(ENTITY, "ann", "s1", 1, 1, 1, 2));
        for (Transform unfit : List.of(
                new Transform("s1", 2, new float[] {1, 0, 0}),
                new Transform("s1", -2, new float[] {1, 0, 0, 1}),
                new Transform("s1", 1 << 16, new float[] {}),
                new Transform("s1", 1, new float[] {Float.NaN}))) {
            embeddings.announce(new ModelRecord("shop", 2, "", "", 1, "s2", 2, Map.of(), unfit, 1));
        }
        embeddings.apply(record(ITEM, "a", "s2", 2, 2, 1, 2));

        assertThat(embeddings.currentSpace()).isEqualTo("s2");
        assertThat(Objects.requireNonNull(embeddings.recommend("ann", 1, item -> true))
                        .space())
                .isEqualTo("s1");
    }

    @Test
    void vectorThatCannotBeComparedIsLeftOut() {
        embeddings.apply(record(ITEM, "a", "s1", 1, 1, 1, 2));
        assertThat(embeddings.apply(record(ITEM, "b", "s1", 1, 1, 1, 2, 3))).isEqualTo(Outcome.UNFIT);
        assertThat(embeddings.apply(record(ITEM, "b", "s1", 1, 1, Float.NaN, 2)))
                .isEqualTo(Outcome.UNFIT);
        assertThat(embeddings.apply(record(ITEM, "b", "s1", 1, 1))).isEqualTo(Outcome.UNFIT);
        assertThat(embeddings.apply(record("thing", "b", "s1", 1, 1, 1, 2))).isEqualTo(Outcome.UNFIT);
        assertThat(embeddings.size(ITEM)).isEqualTo(1);
    }

    @Test
    void neighboursOfSpacesNeverMixAndCutOverWaitsForTheLastItem() {
        announce(1, "s1", null);
        for (int i = 0; i < 10; i++) {
            embeddings.apply(record(ITEM, "i" + i, "s1", 1, 1, 1, i));
        }
        announce(2, "s2", null);
        for (int i = 0; i < 9; i++) {
            embeddings.apply(record(ITEM, "i" + i, "s2", 2, 2, -1, i));
            assertThat(embeddings.currentSpace()).isEqualTo("s1");
            Found found = neighbours("i" + i);
            assertThat(found.space()).isEqualTo("s1");
            assertThat(found.hits())
                    .hasSize(9)
                    .allSatisfy(hit -> assertThat(hit.score()).isGreaterThan(0));
        }
        embeddings.apply(record(ITEM, "i9", "s2", 2, 2, -1, 9));
        assertThat(embeddings.currentSpace()).isEqualTo("s2");
        assertThat(neighbours("i3").space()).isEqualTo("s2");
        assertThat(neighbours("i3").hits()).hasSize(9);
    }

    @Test
    void itemThatIsNewWhileASpaceChangesIsFoundAmongItsOwn() {
        announce(1, "s1", null);
        embeddings.apply(record(ITEM, "old", "s1", 1, 1, 1, 0));
        embeddings.apply(record(ITEM, "older", "s1", 1, 1, 1, 0));
        announce(2, "s2", null);
        embeddings.apply(record(ITEM, "new", "s2", 2, 2, 0, 1));
        embeddings.apply(record(ITEM, "old", "s2", 2, 2, 0, 1));
        Found found = neighbours("new");
        assertThat(found.space()).isEqualTo("s2");
        assertThat(found.hits()).extracting(Hit::id).containsExactly("old");
    }

    @Test
    void itemThatComesToTheOldSpaceMeanwhileIsAwaitedToo() {
        announce(1, "s1", null);
        embeddings.apply(record(ITEM, "a", "s1", 1, 1, 1, 0));
        announce(2, "s2", null);
        embeddings.apply(record(ITEM, "b", "s1", 1, 2, 1, 0));
        embeddings.apply(record(ITEM, "a", "s2", 2, 2, 1, 0));
        assertThat(embeddings.currentSpace()).isEqualTo("s1");
        embeddings.remove(ITEM, "b");
        assertThat(embeddings.currentSpace()).isEqualTo("s2");
    }

    @Test
    void entityOfTheSpaceBeforeIsMovedByTheTransform() {
        announce(1, "s1", null);
        embeddings.apply(record(ENTITY, "ann", "s1", 1, 1, 1, 0));
        embeddings.apply(record(ITEM, "x", "s1", 1, 1, 1, 0));
        embeddings.apply(record(ITEM, "y", "s1", 1, 1, 0, 1));
        announce(2, "s2", new Transform("s1", 2, new float[] {0, 1, -1, 0})); // turned by a right angle
        embeddings.apply(record(ITEM, "x", "s2", 2, 2, 0, 1));
        embeddings.apply(record(ITEM, "y", "s2", 2, 2, -1, 0));
        Found found = Objects.requireNonNull(embeddings.recommend("ann", 2, id -> true));
        assertThat(found.space()).isEqualTo("s2");
        assertThat(found.hits()).containsExactly(new Hit("x", 1), new Hit("y", 0));
        assertThat(found(ENTITY, "ann").provenance().space()).isEqualTo("s1");

        embeddings.apply(record(ENTITY, "ann", "s2", 2, 3, -1, 0));
        assertThat(Objects.requireNonNull(embeddings.recommend("ann", 1, id -> true))
                        .hits())
                .containsExactly(new Hit("y", 1));
    }

    @Test
    void readBackModelsFirstTheAnnouncedSpaceIsTheCurrentOne() {
        announce(2, "s2", null);
        embeddings.apply(record(ENTITY, "ann", "s1", 1, 1, 1, 0));
        embeddings.apply(record(ITEM, "x", "s2", 2, 2, 0, 1));
        assertThat(embeddings.currentSpace()).isEqualTo("s2");
        assertThat(embeddings.search(ITEM, Query.of(new float[] {0, 1}, Similarity.DOT, 1)))
                .isEqualTo(new Found("s2", Scoring.DOT, List.of(new Hit("x", 1))));
    }

    @Test
    void agreesWithAMapThroughRandomPutsAndRemovals() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Float> naive = new HashMap<>();
        for (int step = 0; step < 3_000; step++) {
            String id = "i" + random.nextInt(200);
            if (random.nextInt(4) == 0) {
                embeddings.remove(ITEM, id);
                naive.remove(id);
            } else {
                float value = random.nextFloat();
                embeddings.apply(record(ITEM, id, "s1", 1, step, value, 1));
                naive.put(id, value);
            }
        }
        Found found =
                Objects.requireNonNull(embeddings.search(ITEM, Query.of(new float[] {1, 0}, Similarity.DOT, 1_000)));
        Map<String, Float> served = new HashMap<>();
        found.hits().forEach(hit -> served.put(hit.id(), hit.score()));
        assertThat(served).as("seed %d", seed).isEqualTo(naive);
    }

    private Embedding found(String id) {
        return found(ITEM, id);
    }

    private Embedding found(String kind, String id) {
        return Objects.requireNonNull(embeddings.find(kind, id), id);
    }

    private Found neighbours(String id) {
        return Objects.requireNonNull(embeddings.neighbours(ITEM, id, 20), id);
    }

    private void announce(long version, String space, @Nullable Transform transform) {
        embeddings.announce(
                new ModelRecord("default", version, "file:/m", "00", version, space, 2, Map.of(), transform, 1));
    }

    private static EmbeddingRecord record(
            String kind, String id, String space, long version, long step, float... vector) {
        return new EmbeddingRecord(kind, id, vector, 0, space, version, step, 1, 1, 1);
    }
}
