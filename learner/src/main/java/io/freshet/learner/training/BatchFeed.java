package io.freshet.learner.training;

import io.freshet.learner.objective.Term;
import io.freshet.model.table.RowDictionary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Fills the arguments of a step from a batch: its histories, the negatives, the rates, and what is ranked. */
final class BatchFeed {
    private final LearnerConfig config;
    private final Tables tables;
    private final StepInputs inputs;
    private final Accumulation accumulation;
    private int recentRows;

    BatchFeed(LearnerConfig config, Tables tables, StepInputs inputs, Accumulation accumulation) {
        this.config = config;
        this.tables = tables;
        this.inputs = inputs;
        this.accumulation = accumulation;
    }

    /**
     * When a step is.
     *
     * @param counters before it
     * @param driftAt how many events there were when a change of the stream was last answered
     * @param boost what the answer multiplies rates by
     */
    record Moment(LearnerCounters counters, long driftAt, double boost) {}

    /** @param due the objectives that take part, and of none, nothing is told apart; the step's inputs have begun */
    void feed(StepBatch batch, List<Term> due, Moment moment) {
        if (!due.isEmpty()) {
            tables.recent.addTo(inputs.out);
        }
        for (int row : batch.itemRows) {
            if (row >= RowDictionary.FIRST) {
                inputs.out.add(row);
            }
        }
        if (inputs.out.size() == 0) {
            inputs.out.add(RowDictionary.NONE); // no item has a row yet, and a softmax needs a class
        }
        float correction = drawFromCatalogue(due.isEmpty() ? 0 : config.catalogueNegatives(), inputs.out);
        inputs.queueEnds();
        inputs.histories("before", batch.before);
        inputs.histories("after", batch.after);
        due.forEach(term -> term.objective().feed(inputs));
        inputs.eventsEnd();
        accumulation.feed(inputs);
        long tick = accumulation.now() + 1;
        long[] in = inputs.in.rows();
        feedTouched("in", in, tables.stalenessOfItems(in, tick));
        long[] values = inputs.valueRows.rows();
        feedTouched("values", values, tables.stalenessOfValues(values, tick));
        feedRates(batch.events, moment);
        feedOut(correction);
        feedScoring(batch);
        inputs.floats("batch.known", batch.known(), batch.examples.size(), 1);
        long[] embedded =
                batch.lastEvents().keySet().stream().mapToLong(row -> row).toArray();
        inputs.ints("embed.items", embedded, embedded.length);
    }

    private void feedRates(int events, Moment moment) {
        OptimiserConfig optimiser = config.optimiser();
        long examples = moment.counters().examples();
        double share = optimiser.schedule().at(examples, moment.counters().events() - moment.driftAt());
        inputs.scalar(DenseUpdate.RATE, optimiser.denseRate() * moment.boost() * share);
        inputs.scalar(Update.ROW_RATE, optimiser.rowRate() * moment.boost() * (optimiser.rowsToo() ? share : 1));
        inputs.ints(StepProgram.DRAWS, new long[] {inputs.random("draws").nextLong(Long.MAX_VALUE)});
        inputs.scalar(Update.MOMENTUM, accumulation.momentum(events));
    }

    private void feedTouched(String name, long[] rows, float[] stale) {
        inputs.ints(name + ".rows", rows, rows.length);
        inputs.floats(name + ".stale", stale, rows.length);
    }

    /**
     * Adds items that nobody has touched for long, so that their scores are held down too.
     *
     * @return what is added to the scores of those drawn: the log of how many each stands for, so that the softmax is
     *     that over the whole catalogue (Jean et al. 2015, arXiv:1412.2007)
     */
    private float drawFromCatalogue(int most, RowSet negatives) {
        recentRows = negatives.size();
        RowDictionary items = tables.items;
        int all = items.size() - RowDictionary.FIRST;
        int outside = items.live() - negatives.size();
        int wanted = Math.min(most, outside);
        SplittableRandom random = inputs.random("catalogue");
        if (wanted == outside) {
            for (int i = 0; i < all; i++) {
                negatives.add(RowDictionary.FIRST + i);
            }
            return 0;
        }
        // a draw may hit what is there already: as many tries as it takes on average, not until it is full
        int tries = outside <= 0 ? 0 : (int) Math.min(4L * wanted, (long) wanted * all / outside);
        for (int i = 0; i < tries; i++) {
            int row = RowDictionary.FIRST + random.nextInt(all);
            if (items.isLive(row)) {
                negatives.add(row);
            }
        }
        int drawn = negatives.size() - recentRows;
        return drawn == 0 ? 0 : (float) Math.log((double) outside / drawn);
    }

    private void feedOut(float correctionOfDrawn) {
        long[] rows = inputs.out.rows();
        double now = tables.popularity.logNow();
        float[] log = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            log[i] = (float) (tables.popularity.logWeight((int) rows[i]) - now);
        }
        float[] correction = new float[rows.length];
        Arrays.fill(correction, recentRows, inputs.queued(), correctionOfDrawn);
        inputs.floats("out.correction", correction, rows.length);
        inputs.ints("out.rows", rows, rows.length);
        inputs.floats("out.popularity", log, rows.length);
        inputs.flags("out.queued", inputs.queued());
    }

    private void feedScoring(StepBatch batch) {
        int size = batch.examples.size();
        int count = batch.ranked;
        double now = tables.popularity.logNow();
        float[] log = new float[count];
        for (int row = 0; row < count; row++) {
            log[row] = batch.isRanked(row) ? (float) (tables.popularity.logWeight(row) - now) : Float.NEGATIVE_INFINITY;
        }
        long[] seen = new long[size];
        long[] item = new long[size];
        List<long[]> excluded = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (!batch.isScored(i)) {
                continue;
            }
            seen[i] = batch.seenBefore[i];
            item[i] = batch.itemRows[i];
            for (int row : batch.excludedRows(i)) {
                excluded.add(new long[] {i, row});
            }
        }
        inputs.floats("score.popularity", log, count);
        inputs.ints("score.seen", seen, size);
        inputs.ints("score.item", item, size);
        inputs.ints(
                "score.excluded-query", excluded.stream().mapToLong(e -> e[0]).toArray(), excluded.size());
        inputs.ints(
                "score.excluded-item", excluded.stream().mapToLong(e -> e[1]).toArray(), excluded.size());
    }
}
