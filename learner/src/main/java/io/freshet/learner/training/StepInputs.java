package io.freshet.learner.training;

import io.freshet.learner.objective.StepFeed;
import io.freshet.model.encoder.SharedRows;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import io.freshet.model.table.RowDictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fills the inputs of one run: histories become places among the distinct rows that the step reads. Reused from step to
 * step for its arrays.
 */
final class StepInputs implements StepFeed {
    private final FeatureLayout layout;
    private final int length;
    private final long seed;
    private final RowDictionary items;
    private final RowDictionary values;
    private final Map<String, Long> counters;

    private final EventSet events = new EventSet();
    final RowSet in = new RowSet();
    final RowSet out = new RowSet();
    final RowSet valueRows = new RowSet();
    private final Map<String, Integer> counted = new HashMap<>();
    private Map<String, DeviceTensor> arguments = Map.of();
    private List<Example> batch = List.of();
    private List<Example> replayed = List.of();
    private TensorScope scope;
    private long step;
    private int queued;

    StepInputs(
            FeatureLayout layout,
            LearnerConfig config,
            RowDictionary items,
            RowDictionary values,
            Map<String, Long> counters,
            TensorScope scope) {
        this.layout = layout;
        this.length = config.historyLength();
        this.seed = config.seed();
        this.items = items;
        this.values = values;
        this.counters = counters;
        this.scope = scope;
    }

    void begin(
            List<Example> newBatch,
            List<Example> withReplay,
            long atStep,
            Map<String, DeviceTensor> into,
            TensorScope owner) {
        batch = newBatch;
        replayed = withReplay;
        step = atStep;
        arguments = into;
        scope = owner;
        counted.clear();
        events.clear();
        in.clear();
        out.clear();
        valueRows.clear();
        // place 0 of a history's inputs is row 0: nothing
        in.add(RowDictionary.NONE);
        valueRows.add(RowDictionary.NONE);
    }

    /** Ends the queue: rows that join from here on are targets of other objectives. */
    void queueEnds() {
        queued = out.size();
    }

    @Override
    public List<Example> batch() {
        return batch;
    }

    @Override
    public List<Example> replayed() {
        return replayed;
    }

    @Override
    public void histories(String name, List<List<EventFeatures>> histories) {
        int count = histories.size();
        long[] lengths = new long[count];
        long[] places = new long[count * length];
        for (int i = 0; i < count; i++) {
            List<EventFeatures> history = histories.get(i);
            int known = Math.min(length, history.size());
            lengths[i] = known;
            for (int age = 0; age < known; age++) {
                places[i * length + age] = events.place(history.get(history.size() - 1 - age));
            }
        }
        ints(name + ".lengths", lengths, count);
        ints(name + ".events", places, count, length);
        SharedRows rows = SharedRows.of(lengths, length);
        ints(name + ".slots", rows.slots(), rows.count(), length);
        ints(name + ".newest", rows.newest(), count);
        ints(name + ".seated", rows.seated(), rows.count(), SharedRows.MOST);
        ints(name + ".seats", rows.seats(), count);
    }

    /** Gives the distinct events of all histories; none may be added after. */
    void eventsEnd() {
        int count = events.size();
        long[] itemPlaces = new long[count];
        long[] valuePlaces = new long[count * layout.ids()];
        float[] numbers = new float[count * layout.numbers()];
        int[] itemRows = itemRows(count);
        for (int i = 1; i < count; i++) {
            EventFeatures event = events.get(i);
            itemPlaces[i] = in.add(itemRows[i]);
            for (int j = 0; j < layout.ids(); j++) {
                valuePlaces[i * layout.ids() + j] = valueRows.add(values.find(event.ids()[j]));
            }
            System.arraycopy(event.numbers(), 0, numbers, i * layout.numbers(), layout.numbers());
        }
        ints("events.items", itemPlaces, count);
        ints("events.values", valuePlaces, count, layout.ids());
        floats("events.numbers", numbers, count, layout.numbers());
    }

    // all before anything is done with one: each is a miss of the caches in a large table, and where nothing stands
    // between them the processor waits for many at once
    private int[] itemRows(int count) {
        int[] rows = new int[count];
        for (int i = 1; i < count; i++) {
            rows[i] = items.find(events.get(i).item());
        }
        return rows;
    }

    @Override
    public void ints(String name, long[] given, long... lengths) {
        arguments.put(name, scope.longs(Shape.of(lengths), given));
    }

    @Override
    public void floats(String name, float[] given, long... lengths) {
        arguments.put(name, scope.floats(Shape.of(lengths), given));
    }

    void scalar(String name, double value) {
        arguments.put(name, scope.floats(Shape.scalar(), (float) value));
    }

    void flag(String name, boolean value) {
        arguments.put(name, scope.booleans(Shape.scalar(), value));
    }

    /** An input that only says how many there are. */
    void flags(String name, int count) {
        arguments.put(name, scope.booleans(Shape.of(count), new boolean[count]));
    }

    @Override
    public int candidate(long item) {
        int row = items.find(item);
        return row < RowDictionary.FIRST ? -1 : out.add(row);
    }

    @Override
    public int place(long item) {
        int row = items.find(item);
        return row < RowDictionary.FIRST ? -1 : out.find(row);
    }

    @Override
    public int queued() {
        return queued;
    }

    @Override
    public SplittableRandom random(String name) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step * 31 + name.hashCode());
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }

    @Override
    public void count(String name, int amount) {
        counted.merge(name, amount, Integer::sum);
    }

    /** Makes the counts of this step last. */
    void commitCounts() {
        counted.forEach((name, amount) -> counters.merge(name, (long) amount, Long::sum));
    }
}
