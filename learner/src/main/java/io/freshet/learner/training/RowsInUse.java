package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.table.RowDictionary;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.List;

/**
 * The rows that a step is about to read although its own events may not have them: those of histories, of replay and of
 * the queue. Gathered only when a row is about to go, for most steps need none to.
 */
final class RowsInUse {
    private final List<Example> examples;
    private final RowDictionary items;
    private final RowDictionary values;
    private final RecentItems recent;
    private final IntOpenHashSet itemRows = new IntOpenHashSet();
    private final IntOpenHashSet valueRows = new IntOpenHashSet();
    private boolean gathered;

    RowsInUse(List<Example> examples, RowDictionary items, RowDictionary values, RecentItems recent) {
        this.examples = examples;
        this.items = items;
        this.values = values;
        this.recent = recent;
    }

    boolean hasItem(int row) {
        gather();
        return itemRows.contains(row);
    }

    boolean hasValue(int row) {
        gather();
        return valueRows.contains(row);
    }

    private void gather() {
        if (gathered) {
            return;
        }
        recent.forEach(itemRows::add);
        for (Example example : examples) {
            example.history().forEach(this::add);
            add(example.event());
        }
        gathered = true;
    }

    private void add(EventFeatures event) {
        itemRows.add(items.find(event.item()));
        for (long id : event.ids()) {
            valueRows.add(values.find(id));
        }
    }
}
