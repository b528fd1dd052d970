package io.freshet.learner.training;

import io.freshet.learner.memory.BlendedRanking;
import io.freshet.learner.memory.Popularity;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Ids;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.table.EmbeddingTable;
import io.freshet.model.table.KeptRows;
import io.freshet.model.table.RowDictionary;
import io.freshet.model.table.RowLayout;
import io.freshet.model.table.RowLayout.Beside;
import io.freshet.model.table.RowState;
import io.freshet.model.table.RowsBeside;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the learner keeps by rows. A row of an item holds what the encoder reads of it, what it is found by, its bias and
 * how often it came lately; a row of a field's value what the encoder reads. Beside them the queue of the last items.
 */
final class Tables implements AutoCloseable {
    final RowDictionary items;
    final RowDictionary values;
    final Popularity popularity;
    final RecentItems recent;
    final @Nullable BlendedRanking memory;

    final ItemNames names = new ItemNames();
    /** Names of items that lost their rows, and that nobody has been told of. */
    private final Set<String> gone = new LinkedHashSet<>();

    private final TableConfig config;
    private final FirstRows firstRows;
    private final EmbeddingTable itemsIn;
    private final EmbeddingTable itemsOut;
    private final EmbeddingTable valueTable;

    Tables(LearnerConfig learner, FeatureLayout layout, Device device) {
        config = learner.table();
        items = config.dictionaryOfItems();
        values = config.dictionaryOfValues();
        popularity = new Popularity(learner.popularityHalfLife(), items);
        recent = new RecentItems(learner.negativeQueue());
        memory = learner.hasMemory()
                ? new BlendedRanking(
                        learner.memory(),
                        items,
                        values,
                        ItemAttributes.of(layout).names())
                : null;
        firstRows = new FirstRows(layout, values, learner.encoder().dimensions());
        itemsIn = new EmbeddingTable(itemsIn(learner), items, learner.seed(), device);
        itemsOut = new EmbeddingTable(itemsOut(learner), items, learner.seed(), device);
        valueTable = new EmbeddingTable(values(learner), values, learner.seed(), device);
    }

    /** What the encoder reads of an item. */
    static EmbeddingTable.Config itemsIn(LearnerConfig learner) {
        return table("items.in", learner.encoder().dimensions(), Beside.MOMENTUM, learner);
    }

    /** What an item is found by. */
    static EmbeddingTable.Config itemsOut(LearnerConfig learner) {
        return table("items.out", learner.encoder().dimensions(), Beside.BIAS, learner);
    }

    /** What the encoder reads of a field's value. */
    static EmbeddingTable.Config values(LearnerConfig learner) {
        return table("values", learner.valueWidth(), Beside.MOMENTUM, learner);
    }

    private static EmbeddingTable.Config table(String name, int width, Beside beside, LearnerConfig learner) {
        return new EmbeddingTable.Config(
                name, new RowLayout(width, beside, learner.accumulate() > 1), learner.rowDeviation());
    }

    /** Lets idle rows go, and gives the batch's new values rows with the numbers that they begin with. */
    StepBatch admit(List<Example> batch, List<Example> mixed, long examples, int scoreItems) {
        RowsInUse inUse = new RowsInUse(mixed, items, values, recent);
        long now = config.clock(examples, batch);
        items.begin(now, inUse::hasItem);
        values.begin(now, inUse::hasValue);
        int[] rows = new int[batch.size()];
        int[] seen = new int[batch.size()];
        int rowsBefore = items.size();
        for (int i = 0; i < batch.size(); i++) {
            seen[i] = items.size();
            rows[i] = items.admit(batch.get(i).event().item());
            for (long id : batch.get(i).event().ids()) {
                values.admit(id);
            }
        }
        initialiseItems();
        initialiseValues();
        startFromAttributes(batch, rows);
        name(batch, rows);
        return StepBatch.ofEvents(
                batch, items, scoreItems, new StepBatch.Admission(rows, seen, rowsBefore, items.fresh()));
    }

    // a new item's row begins where its attributes say it should, with a little of its own
    private void startFromAttributes(List<Example> batch, int[] rows) {
        int[] fresh = items.fresh();
        if (firstRows.none() || fresh.length == 0) {
            return;
        }
        Map<Integer, EventFeatures> events = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            events.putIfAbsent(rows[i], batch.get(i).event());
        }
        int width = itemsOut.config().layout().width();
        float[] by = new float[fresh.length * width];
        for (int i = 0; i < fresh.length; i++) {
            EventFeatures event = events.get(fresh[i]);
            if (event != null) {
                System.arraycopy(firstRows.begin(firstRows.rowsOf(event)), 0, by, i * width, width);
            }
        }
        itemsOut.move(fresh, by);
    }

    /**
     * Takes in what a batch's items say of themselves.
     *
     * @param rows what they are found by, as the step has left them (items, width)
     */
    void describe(StepBatch batch, float[] rows) {
        if (firstRows.none()) {
            return;
        }
        int width = itemsOut.config().layout().width();
        int place = 0;
        for (int last : batch.lastEvents().values()) {
            EventFeatures event = batch.examples.get(last).event();
            firstRows.learn(firstRows.rowsOf(event), rows, place++ * width);
        }
    }

    private void name(List<Example> batch, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            String item = batch.get(i).item();
            if (item != null && rows[i] >= RowDictionary.FIRST) {
                names.put(rows[i], item);
            }
        }
    }

    /** Items that have lost their rows since the last time this was asked, and have not got others. */
    List<String> withdrawn() {
        List<String> withdrawn = gone.stream()
                .filter(item -> items.find(Ids.ofItem(item)) == RowDictionary.NONE)
                .toList();
        gone.clear();
        return withdrawn;
    }

    /** Gives items rows before any event has them, such as those of a catalogue that is known. */
    void admit(long[] catalogue, long examples) {
        for (int first = 0; first < catalogue.length; first += RowState.CHUNK) {
            items.begin(examples, new RowsInUse(List.of(), items, values, recent)::hasItem);
            for (int i = first; i < Math.min(catalogue.length, first + RowState.CHUNK); i++) {
                items.admit(catalogue[i]);
            }
            initialiseItems();
        }
    }

    private void initialiseItems() {
        for (int row : items.gone()) {
            String name = names.remove(row);
            if (name != null) {
                gone.add(name);
            }
        }
        int[] fresh = items.fresh();
        for (int row : fresh) {
            popularity.forget(row);
            if (memory != null) {
                memory.forget(row);
            }
        }
        List.of(itemsIn, itemsOut).forEach(table -> table.initialise(fresh));
    }

    private void initialiseValues() {
        int[] fresh = values.fresh();
        valueTable.initialise(fresh);
        for (int row : fresh) {
            firstRows.forget(row);
        }
        if (memory != null) {
            for (int row : fresh) {
                memory.forgetValue(row);
            }
        }
    }

    /** The states of the step's program that are kept by rows. */
    void addTo(Map<String, DeviceTensor> arguments) {
        all().forEach(table -> table.addTo(arguments));
    }

    /** How many ticks of the momentum's clock passed since the momentum copies of items' rows last moved. */
    float[] stalenessOfItems(long[] rows, long tick) {
        return itemsIn.staleness(rows, tick);
    }

    float[] stalenessOfValues(long[] rows, long tick) {
        return valueTable.staleness(rows, tick);
    }

    /** Notes that a step has changed rows while their momentum copies stood still. */
    void changed(StepInputs touched) {
        itemsIn.changed(touched.in.rows());
        itemsOut.changed(touched.out.rows());
        valueTable.changed(touched.valueRows.rows());
    }

    /** Notes that a step has changed rows and moved their momentum copies. */
    void moved(StepInputs touched, long tick) {
        itemsIn.moved(touched.in.rows(), tick);
        itemsOut.moved(touched.out.rows(), tick);
        valueTable.moved(touched.valueRows.rows(), tick);
    }

    /** For an exchange with other trainers, in the order of {@link #touched}. */
    List<RowDeltas> deltas() {
        return List.of(
                new RowDeltas(itemsIn, items), new RowDeltas(itemsOut, items), new RowDeltas(valueTable, values));
    }

    /** The rows that a step touches. */
    static RowSet[] touched(StepInputs inputs) {
        return new RowSet[] {inputs.in, inputs.out, inputs.valueRows};
    }

    /** What items are found by (rows, width). */
    float[] found(Collection<Integer> rows) {
        return itemsOut.rows(rows.stream().mapToLong(row -> row).toArray());
    }

    /** What each item is found by, by the item's hash. */
    Map<Long, float[]> itemRows() {
        Map<Long, float[]> rows = new HashMap<>();
        for (int row = RowDictionary.FIRST; row < items.size(); row++) {
            if (items.isLive(row)) {
                rows.put(items.idOf(row), itemsOut.rows(new long[] {row}));
            }
        }
        return rows;
    }

    /** Counts the items of a batch. */
    void count(int[] itemRows) {
        for (int row : itemRows) {
            recent.add(row); // also where it is none: a queue that stood still would hold its rows for ever
            if (row >= RowDictionary.FIRST) {
                popularity.add(row);
            }
        }
    }

    /** How many values have a row, of items and of fields. */
    int live() {
        return items.live() + values.live();
    }

    /** The parts of the state that are kept by rows. */
    List<KeptRows> states() {
        List<KeptRows> states = new ArrayList<>(
                List.of(new RowsBeside(items, popularity), itemsIn, itemsOut, values, valueTable, firstRows, names));
        if (memory != null) {
            states.addAll(memory.rows());
        }
        return states;
    }

    void saveRest(DataOutput out) throws IOException {
        items.saveRest(out);
        values.saveRest(out);
        out.writeLong(popularity.events());
        recent.save(out);
        names.saveRest(out);
        Texts.writeAll(gone, out);
        if (memory != null) {
            memory.saveRest(out);
        }
    }

    void restoreRest(DataInput in) throws IOException {
        firstRows.clear();
        items.restoreRest(in);
        values.restoreRest(in);
        popularity.restoreEvents(in.readLong());
        recent.restore(in);
        names.restoreRest(in);
        gone.clear();
        gone.addAll(Texts.readAll(in));
        if (memory != null) {
            memory.restoreRest(in);
        }
    }

    private List<EmbeddingTable> all() {
        return List.of(itemsIn, itemsOut, valueTable);
    }

    @Override
    public void close() {
        all().forEach(EmbeddingTable::close);
    }
}
