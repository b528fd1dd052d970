package io.freshet.learner.training;

import io.freshet.learner.memory.BlendedRanking;
import io.freshet.model.feature.EventFeatures;
import io.freshet.schemas.message.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the memory knows of what a batch touched, once it has counted the batch. Where nothing was ever ranked its blend has
 * learnt nothing, and there is nothing to tell.
 */
final class FreshMemories {
    private final BlendedRanking memory;
    private final HistoryRows histories;
    private final ItemNames names;

    FreshMemories(BlendedRanking memory, HistoryRows histories, ItemNames names) {
        this.memory = memory;
        this.histories = histories;
        this.names = names;
    }

    /** Of the entity of an example, its event included; null where nothing was ever ranked. */
    @Nullable
    Memory ofEntity(StepBatch batch, int example) {
        if (!memory.hasLearnt()) {
            return null;
        }
        List<EventFeatures> history = batch.after.get(example);
        return memory.recollect(
                histories.items(history), histories.times(history), histories.valuesOfLast(history), names::get);
    }

    /** Of an item; null where nothing was ever ranked. */
    @Nullable
    Memory ofItem(int row) {
        return memory.hasLearnt() ? memory.popularity(row) : null;
    }
}
