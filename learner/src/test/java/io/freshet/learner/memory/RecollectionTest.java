package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.table.RowDictionary;
import io.freshet.schemas.message.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecollectionTest {
    private static final int ITEMS = 40;
    private static final int FIRST = RowDictionary.FIRST;
    private static final int EVENTS = 400;

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));
    private final RowDictionary values = new RowDictionary(new RowDictionary.Config("values", 100));
    private final SplittableRandom random = new SplittableRandom(11);
    // scores by the embeddings, the same for every entity
    private final float[] alone = new float[FIRST + ITEMS];

    @BeforeEach
    void giveItemsRowsAndScores() {
        LongStream.range(1000, 1000 + ITEMS).forEach(items::admit);
        LongStream.range(2000, 2010).forEach(values::admit);
        for (int row = FIRST; row < alone.length; row++) {
            alone[row] = (float) random.nextGaussian();
        }
    }

    private BlendedRanking memory(int recalled, boolean itemsComeAgain) {
        return new BlendedRanking(
                new MemoryConfig(20, 1000, recalled, false, itemsComeAgain), items, values, List.of("category"));
    }

    private int item() {
        return FIRST + random.nextInt(ITEMS);
    }

    private static int[][] category(int item) {
        return new int[][] {{FIRST + item % 10}};
    }

    private static @Nullable String name(int row) {
        return row < FIRST ? null : "item " + row;
    }

    private int[] history() {
        int first = item();
        // one item leads to the next but three
        return new int[] {first, FIRST + (first + ITEMS - 3 - FIRST) % ITEMS, item(), item()};
    }

    private int rank(BlendedRanking memory, int[] history, int item) {
        BlendedRanking.Query query =
                memory.query(history, new long[history.length], category(history[0]), item, row -> row >= FIRST);
        float[] scores = new float[query.rows().length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = alone[query.rows()[i]];
        }
        long[] all = LongStream.range(FIRST, FIRST + ITEMS).toArray();
        float[] ofAll = new float[ITEMS];
        System.arraycopy(alone, FIRST, ofAll, 0, ITEMS);
        return query.rank(scores, all, ofAll, new int[] {history[0]}, ITEMS);
    }

    private int rankOfServed(BlendedRanking memory, int[] history, int item) {
        Memory.OfEntity entity =
                memory.recollect(history, new long[history.length], category(history[0]), RecollectionTest::name);
        Map<String, Float> boosts = new HashMap<>();
        entity.recalled().forEach(recalled -> boosts.put(recalled.item(), recalled.boost()));
        double target = served(memory, entity, boosts, item);
        return (int) IntStream.range(FIRST, FIRST + ITEMS)
                .filter(row -> row != history[0] && served(memory, entity, boosts, row) >= target)
                .count();
    }

    private double served(BlendedRanking memory, Memory.OfEntity entity, Map<String, Float> boosts, int row) {
        float boost = boosts.getOrDefault("item " + row, 0f);
        return entity.score(
                alone[row],
                memory.popularity(row),
                boost,
                memory.popularity(row).events());
    }

    @Test
    void whoeverHasThePublishedMemoryRanksAsTheLearnerDoes() {
        BlendedRanking memory = memory(1000, true);
        int ranked = 0;
        int notAlone = 0;
        for (int i = 0; i < EVENTS; i++) {
            int[] history = history();
            int item = random.nextInt(2) == 0 ? FIRST + (history[0] - FIRST + 3) % ITEMS : item();
            if (item != history[0]) {
                int served = rankOfServed(memory, history, item);
                int rank = rank(memory, history, item);
                assertThat(served).as("event %s", i).isEqualTo(rank);
                notAlone += rank == rankAlone(history[0], item) ? 0 : 1;
                ranked++;
            }
            memory.learn(item, history, category(item));
            memory.count(item);
        }
        assertThat(notAlone).as("where the memory changes the rank").isGreaterThan(ranked / 2);
    }

    private int rankAlone(int last, int item) {
        return (int) IntStream.range(FIRST, FIRST + ITEMS)
                .filter(row -> row != last && alone[row] >= alone[item])
                .count();
    }

    @Test
    void theMostLikelyArePublishedAndNoMore() {
        BlendedRanking few = memory(5, true);
        BlendedRanking all = memory(1000, true);
        SplittableRandom events = new SplittableRandom(12);
        for (int i = 0; i < EVENTS; i++) {
            int[] history = {FIRST + events.nextInt(ITEMS), FIRST + events.nextInt(ITEMS)};
            int item = FIRST + events.nextInt(ITEMS);
            for (BlendedRanking memory : List.of(few, all)) {
                memory.learn(item, history, category(item));
                memory.count(item);
            }
        }
        int[] history = {FIRST, FIRST + 1};
        List<Memory.Recalled> recalled = all.recollect(history, new long[2], category(FIRST), RecollectionTest::name)
                .recalled();
        assertThat(recalled).hasSizeGreaterThan(5);
        assertThat(few.recollect(history, new long[2], category(FIRST), RecollectionTest::name)
                        .recalled())
                .isEqualTo(recalled.subList(0, 5));
    }

    @Test
    void whatTheEntityHadComesToMindOnlyWhereItemsComeAgain() {
        for (boolean again : new boolean[] {true, false}) {
            BlendedRanking memory = memory(1000, again);
            memory.learn(7, new int[] {8}, category(7));
            memory.learn(8, new int[] {9}, category(8));
            List<String> recalled = memory
                    .recollect(new int[] {8, 9, 7}, new long[3], category(8), RecollectionTest::name)
                    .recalled()
                    .stream()
                    .map(Memory.Recalled::item)
                    .toList();
            assertThat(recalled).as("the last item never").doesNotContain("item 8");
            assertThat(recalled.contains("item 7")).isEqualTo(again);
        }
    }

    @Test
    void anItemWithoutANameIsNotPublished() {
        BlendedRanking memory = memory(1000, true);
        memory.learn(7, new int[] {8}, category(7));
        assertThat(memory.recollect(new int[] {8}, new long[1], category(8), row -> null)
                        .recalled())
                .isEmpty();
    }
}
