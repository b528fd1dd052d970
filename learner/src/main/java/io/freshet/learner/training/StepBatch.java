package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.table.RowDictionary;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a batch is in rows, and which of its events are scored. */
final class StepBatch {
    final List<Example> examples;
    /** Each example: the row of its item. */
    final int[] itemRows;
    /** Each example: how many item rows there were before it. */
    final int[] seenBefore;
    /** Each example: its history without its event, and with it. */
    final List<List<EventFeatures>> before = new ArrayList<>();

    final List<List<EventFeatures>> after = new ArrayList<>();
    /** How many of the examples are events of the stream. */
    final int events;
    /** Rows below this are what events are ranked among. */
    final int ranked;

    private final RowDictionary items;
    private final IntOpenHashSet takenOver = new IntOpenHashSet();

    /**
     * What became of a batch's items.
     *
     * @param itemRows each event: the row of its item
     * @param seenBefore each event: how many item rows there were before it
     * @param rowsBefore how many there were before the batch
     * @param newRows those that got another item in this batch
     */
    record Admission(int[] itemRows, int[] seenBefore, int rowsBefore, int[] newRows) {}

    private StepBatch(List<Example> examples, int events, RowDictionary items, int scoreItems, Admission admission) {
        this.examples = examples;
        this.events = events;
        this.items = items;
        this.itemRows = admission.itemRows();
        this.seenBefore = admission.seenBefore();
        for (Example example : examples) {
            before.add(example.history());
            List<EventFeatures> history = new ArrayList<>(example.history());
            history.add(example.event());
            after.add(history);
        }
        for (int row : admission.newRows()) {
            if (row < admission.rowsBefore()) {
                takenOver.add(row);
            }
        }
        int rows = Arrays.stream(seenBefore).max().orElse(0);
        ranked = rows <= scoreItems ? Math.max(rows, RowDictionary.FIRST) : RowDictionary.FIRST;
    }

    /** Events of the stream; above so many items none is scored. */
    static StepBatch ofEvents(List<Example> events, RowDictionary items, int scoreItems, Admission admission) {
        return new StepBatch(events, events.size(), items, scoreItems, admission);
    }

    /** Examples that are only learnt from. */
    static StepBatch ofReplay(List<Example> examples, RowDictionary items) {
        int[] rows = examples.stream()
                .mapToInt(example -> items.find(example.event().item()))
                .toArray();
        return new StepBatch(examples, 0, items, 0, new Admission(rows, new int[rows.length], 0, new int[0]));
    }

    /** Each row of an item, in the order in which they first come, with the last event that has it. */
    Map<Integer, Integer> lastEvents() {
        Map<Integer, Integer> last = new LinkedHashMap<>();
        for (int i = 0; i < itemRows.length; i++) {
            if (itemRows[i] >= RowDictionary.FIRST) {
                last.put(itemRows[i], i);
            }
        }
        return last;
    }

    /** Each entity's newest example. */
    Map<String, Integer> newest() {
        Map<String, Integer> newest = new LinkedHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            newest.put(examples.get(i).entity(), i);
        }
        return newest;
    }

    /** Whether events are ranked among a row's item; one that has taken a row over counts from the next batch on. */
    boolean isRanked(int row) {
        return items.isLive(row) && !takenOver.contains(row);
    }

    /** Rows of items that an event is not ranked among, its own never. */
    int[] excludedRows(int i) {
        int[] rows = new int[examples.get(i).excluded().length];
        int count = 0;
        for (long id : examples.get(i).excluded()) {
            int row = items.find(id);
            if (row >= RowDictionary.FIRST && row < seenBefore[i] && row != itemRows[i]) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** Each example: 1 where its item occurred before, else 0. */
    float[] known() {
        float[] known = new float[examples.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = i >= events || isKnown(i) ? 1 : 0; // what is learnt from again has occurred
        }
        return known;
    }

    private boolean isKnown(int i) {
        return itemRows[i] >= RowDictionary.FIRST && itemRows[i] < seenBefore[i] && !takenOver.contains(itemRows[i]);
    }

    /** Whether protocol 1 scores an event: its entity has an earlier one, and its item occurred before. */
    boolean isScored(int i) {
        return !examples.get(i).history().isEmpty() && isKnown(i) && itemRows[i] < ranked;
    }
}
