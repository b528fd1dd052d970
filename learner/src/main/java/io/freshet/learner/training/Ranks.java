package io.freshet.learner.training;

import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.table.RowDictionary;

/** Test-then-train: where each event's item stands among the items seen before it, by the model as it is before the step. */
final class Ranks {
    private Ranks() {}

    /**
     * Declares the inputs {@code score.*}, and records it.
     *
     * @param query (batch, dimensions)
     * @param items with the output rows
     * @param priorWeight of the log of popularity: (1)
     * @param withMemory whether the memory asks for scores too
     * @return 1 where nothing scores as high (batch)
     */
    static Tensor record(Recorder r, Tensor query, TouchedRows items, Tensor priorWeight, boolean withMemory) {
        Dim batch = query.dim(0);
        Tensor popularity = r.input("score.popularity", Shape.of(Dim.named("score_items")));
        Tensor seen = r.intInput("score.seen", Shape.of(batch));
        Tensor item = r.intInput("score.item", Shape.of(batch));
        Tensor excludedQuery = r.intInput("score.excluded-query", Shape.of(Dim.named("excluded")));
        Tensor excludedItem = r.intInput("score.excluded-item", Shape.of(excludedQuery.dim(0)));
        Dim count = popularity.dim(0);
        Tensor rows = items.all().slice(0, Dim.of(0), count);
        Tensor bias = items.allBiases().slice(0, Dim.of(0), count);
        Tensor prior = bias.add(popularity.mul(priorWeight.detach()));
        Tensor scores = query.detach().linear(rows, prior); // (batch, items)
        Tensor own = scores.gather(1, item.unsqueeze(1)); // (batch, 1)
        Tensor row = r.arange(count).unsqueeze(0);
        Tensor counts = row.lt(seen.unsqueeze(1)).and(row.ge(RowDictionary.FIRST));
        if (withMemory) {
            MemoryRanks.record(r, scores, counts);
        }
        Tensor atLeast = scores.ge(own).and(counts).toFloat().sum(1);
        Tensor excludedScores = scores.flatten()
                .gatherRows(excludedQuery.mul(r.lengthOf(count, DType.INT64)).add(excludedItem));
        Tensor excludedAtLeast =
                excludedScores.ge(own.select(1, 0).gatherRows(excludedQuery)).toFloat();
        return atLeast.sub(r.zeros(Shape.of(batch)).indexAdd(excludedQuery, excludedAtLeast));
    }
}
