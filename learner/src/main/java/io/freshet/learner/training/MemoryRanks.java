package io.freshet.learner.training;

import io.freshet.learner.evaluate.PrequentialScores;
import io.freshet.learner.evaluate.Recommended;
import io.freshet.learner.evaluate.ScoresByAge;
import io.freshet.learner.memory.BlendedRanking;
import io.freshet.learner.memory.Popularity;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.table.RowDictionary;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Test-then-train of embeddings and memory together: asks the memory about a batch's events, takes the embeddings' scores
 * of what it brings to mind and of their own best, and keeps the scores of the blend.
 */
final class MemoryRanks {
    private static final String QUERY = "memory.query";
    private static final String ITEM = "memory.item";
    private static final String BEST = "memory.best";
    private static final String SCORES = "memory.scores";
    /** What would be recommended is looked at once in so many scored events. */
    private static final int LISTED_EVERY = 10;

    private final BlendedRanking ranking;
    private final HistoryRows histories;
    private final RowDictionary items;
    private final Popularity ages;
    private PrequentialScores scores = new PrequentialScores();
    private ScoresByAge byItemAge = new ScoresByAge();
    private ScoresByAge aloneByItemAge = new ScoresByAge();
    private Recommended byEmbeddings = new Recommended();
    private Recommended byBlend = new Recommended();
    private @Nullable BlendedRanking.Query[] queries = {};

    MemoryRanks(BlendedRanking ranking, HistoryRows histories, Tables tables) {
        this.ranking = ranking;
        this.histories = histories;
        this.items = tables.items;
        this.ages = tables.popularity;
    }

    /**
     * Declares the inputs {@code memory.*}, and names what {@link #rank} reads.
     *
     * @param scores (batch, items)
     * @param counts which of them are ranked at all (batch, items)
     */
    static void record(Recorder r, Tensor scores, Tensor counts) {
        Tensor query = r.intInput(QUERY, Shape.of(Dim.named("recalled")));
        Tensor item = r.intInput(ITEM, Shape.of(query.dim(0)));
        Dim best = r.boolInput(BEST, Shape.of(Dim.named("best"))).dim(0);
        Tensor width = r.lengthOf(scores.dim(1), DType.INT64);
        r.output(SCORES, scores.flatten().gatherRows(query.mul(width).add(item)));
        Tensor.TopK top =
                scores.maskedFill(counts.not(), Double.NEGATIVE_INFINITY).topK(best, 1);
        r.output(BEST + ".scores", top.values());
        r.output(BEST + ".items", top.indices());
    }

    PrequentialScores scores() {
        return scores;
    }

    /** Asks about each event of the batch in turn, and then counts it: for the next one of the batch it has happened. */
    void feed(StepBatch batch, StepInputs inputs) {
        queries = new BlendedRanking.Query[batch.examples.size()];
        List<int[]> rows = new ArrayList<>();
        int count = 0;
        int[][] items = new int[queries.length][];
        Arrays.setAll(items, i -> histories.items(batch.before.get(i)));
        ranking.expect(Arrays.copyOf(batch.itemRows, batch.events), items);
        for (int i = 0; i < queries.length; i++) {
            int[] of = {};
            List<EventFeatures> history = batch.before.get(i);
            if (batch.isScored(i)) {
                int seen = batch.seenBefore[i];
                BlendedRanking.Query query = ranking.query(
                        items[i],
                        histories.times(history),
                        histories.valuesOfLast(history),
                        batch.itemRows[i],
                        row -> row < seen && batch.isRanked(row));
                queries[i] = query;
                of = query.rows();
            }
            rows.add(of);
            count += of.length;
            if (i < batch.events) {
                ranking.learn(
                        batch.itemRows[i],
                        items[i],
                        histories.values(batch.examples.get(i).event()));
            }
        }
        long[] query = new long[count];
        long[] item = new long[count];
        int at = 0;
        for (int i = 0; i < queries.length; i++) {
            Arrays.fill(query, at, at + rows.get(i).length, i);
            for (int row : rows.get(i)) {
                item[at++] = row;
            }
        }
        inputs.ints(QUERY, query, count);
        inputs.ints(ITEM, item, count);
        inputs.flags(BEST, Math.min(BlendedRanking.BEST, batch.ranked));
    }

    /** Ranks the batch's events in turn, and learns from the ranking of each. */
    void rank(StepBatch batch, Outputs outputs, int[] ranksAlone) {
        float[] recalled = outputs.get(SCORES).floats();
        float[] ofBest = outputs.get(BEST + ".scores").floats();
        long[] best = outputs.get(BEST + ".items").longs();
        int width = Math.min(BlendedRanking.BEST, batch.ranked);
        int at = 0;
        for (int i = 0; i < queries.length; i++) {
            BlendedRanking.Query query = queries[i];
            if (query != null) {
                int count = query.rows().length;
                Best first = new Best(
                        Arrays.copyOfRange(best, i * width, (i + 1) * width),
                        Arrays.copyOfRange(ofBest, i * width, (i + 1) * width),
                        batch.excludedRows(i));
                int rank = query.rank(
                        Arrays.copyOfRange(recalled, at, at + count),
                        first.rows(),
                        first.scores(),
                        first.excluded(),
                        ranksAlone[i]);
                account(query, rank, first, ages.count(batch.itemRows[i]));
                at += count;
            }
            if (i < batch.events) {
                ranking.count(batch.itemRows[i]);
            }
        }
    }

    /** The rows that the embeddings rank first, with their scores; and those that are not ranked. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Best(long[] rows, float[] scores, int[] excluded) {
        int[] shown() {
            IntOpenHashSet leftOut = new IntOpenHashSet(excluded);
            return IntStream.range(0, rows.length)
                    .filter(i -> Float.isFinite(scores[i]) && !leftOut.contains((int) rows[i]))
                    .limit(Recommended.K)
                    .map(i -> (int) rows[i])
                    .toArray();
        }
    }

    private void account(BlendedRanking.Query query, int rank, Best first, int age) {
        if (scores.scored() % LISTED_EVERY == 0) {
            list(byEmbeddings, first.shown(), age);
            list(byBlend, query.first(Recommended.K), age);
        }
        scores.add(rank);
        byItemAge.add(age, rank);
        query.byMemory().ifPresent(byMemory -> aloneByItemAge.add(age, byMemory));
    }

    private void list(Recommended lists, int[] shown, int ofTarget) {
        lists.add(shown, Arrays.stream(shown).mapToDouble(ages::count).toArray(), ofTarget);
    }

    /**
     * Takes back what an entity's last events have counted.
     *
     * @param events the last one last
     * @return how many counts were taken from
     */
    int forget(List<EventFeatures> events) {
        int[][][] values = new int[events.size()][][];
        Arrays.setAll(values, ago -> histories.values(events.get(events.size() - 1 - ago)));
        return ranking.unlearn(histories.items(events), values);
    }

    /** Counts events that another trainer has ranked. */
    void count(StepBatch batch) {
        int[][] items = new int[batch.events][];
        Arrays.setAll(items, i -> histories.items(batch.before.get(i)));
        ranking.expect(batch.itemRows, items);
        for (int i = 0; i < items.length; i++) {
            Example event = batch.examples.get(i);
            ranking.learn(
                    batch.itemRows[i],
                    items[i],
                    ModelExchange.again(event) ? new int[0][] : histories.values(event.event()));
        }
        leaveOut(batch);
    }

    /** Takes in a batch that is not ranked. */
    void leaveOut(StepBatch batch) {
        for (int i = 0; i < batch.events; i++) {
            ranking.count(batch.itemRows[i]);
        }
    }

    /** {@code prequential-with-memory.*}, scores by items' ages, what would be recommended, and the weights of the blend. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("prequential-with-memory.scored", (double) scores.scored());
        scores.figures().forEach((name, value) -> figures.put("prequential-with-memory." + name, value));
        byItemAge.figures().forEach((name, value) -> figures.put("age.item-with-memory." + name, value));
        aloneByItemAge.figures().forEach((name, value) -> figures.put("age.item-memory-alone." + name, value));
        byEmbeddings
                .figures(items.live())
                .forEach((name, value) -> figures.put("recommended.embeddings." + name, value));
        byBlend.figures(items.live()).forEach((name, value) -> figures.put("recommended.with-memory." + name, value));
        ranking.figures().forEach((name, value) -> figures.put("memory.weight." + name, value));
        return figures;
    }

    /** Begins to score anew. */
    void forgetAccounts() {
        scores = new PrequentialScores();
        byItemAge = new ScoresByAge();
        aloneByItemAge = new ScoresByAge();
        byEmbeddings = new Recommended();
        byBlend = new Recommended();
    }

    void saveAccounts(DataOutput out) throws IOException {
        scores.save(out);
        byItemAge.save(out);
        aloneByItemAge.save(out);
        byEmbeddings.save(out);
        byBlend.save(out);
    }

    void restoreAccounts(DataInput in) throws IOException {
        scores.restore(in);
        byItemAge.restore(in);
        aloneByItemAge.restore(in);
        byEmbeddings.restore(in);
        byBlend.restore(in);
    }
}
