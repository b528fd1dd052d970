package io.freshet.learner.training;

import io.freshet.learner.memory.BlendedRanking;
import io.freshet.model.feature.EventFeatures;
import io.freshet.schemas.message.Memory;
import java.util.List;

/** What the memory knows of what a batch touched, once it has counted the batch. */
final class FreshMemories {
    private final BlendedRanking memory;
    private final HistoryRows histories;
    private final ItemNames names;

    FreshMemories(BlendedRanking memory, HistoryRows histories, ItemNames names) {
        this.memory = memory;
        this.histories = histories;
        this.names = names;
    }

    /** Of the entity of an example, its event included. */
    Memory ofEntity(StepBatch batch, int example) {
        List<EventFeatures> history = batch.after.get(example);
        return memory.recollect(
                histories.items(history), histories.times(history), histories.valuesOfLast(history), names::get);
    }

    Memory ofItem(int row) {
        return memory.popularity(row);
    }
}
