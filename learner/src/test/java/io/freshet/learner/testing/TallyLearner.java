package io.freshet.learner.testing;

import io.freshet.learner.training.EmbeddedVector;
import io.freshet.learner.training.Learner;
import io.freshet.learner.training.LearnerCounters;
import io.freshet.learner.training.Quarantined;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.table.KeptRows;
import io.freshet.schemas.message.EmbeddingRecord;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns nothing, but keeps count: its weight is a number that every batch changes by what is in it and by where the
 * batch ends, so that two runs agree only if they saw the same batches. Skips a batch that has the item "poison".
 */
public class TallyLearner implements Learner {

    private final byte[] ballast;
    private final Map<String, Integer> timesLearnt = new LinkedHashMap<>();
    private final List<String> forgotten = new ArrayList<>();
    private long examples;
    private long steps;
    private long skipped;
    private long shed;
    private int weight = 1;
    private boolean closed;
    private final TallyRows rows = new TallyRows();

    public TallyLearner() {
        this(0);
    }

    /** @param ballast bytes of state beside the counts */
    public TallyLearner(int ballast) {
        this.ballast = new byte[ballast];
        for (int i = 0; i < ballast; i++) {
            this.ballast[i] = (byte) ((i * 31) >> 3);
        }
    }

    @Override
    public StepResult learn(List<Example> batch) {
        if (batch.stream().anyMatch(example -> "poison".equals(example.item()))) {
            skipped++;
            return new StepResult(steps, true, List.of(), Map.of("training.loss", Double.NaN), quarantined(batch));
        }
        steps++;
        List<EmbeddedVector> fresh = new ArrayList<>();
        for (Example example : batch) {
            examples++;
            timesLearnt.merge(name(example), 1, Integer::sum);
            rows.count(Math.floorMod(name(example).hashCode(), TallyRows.ROWS));
            weight = 31 * weight + name(example).hashCode();
            fresh.add(embedded(EmbeddingRecord.ENTITY, example.entity(), example));
            if (example.item() != null) {
                fresh.add(embedded(EmbeddingRecord.ITEM, example.item(), example));
            }
        }
        weight = 17 * weight + batch.size();
        Map<String, Double> metrics = Map.of("training.loss", 1.0 / steps, "training.loss.next-event", 0.5 / steps);
        boolean isFull = batch.stream().anyMatch(example -> "last".equals(example.item()));
        return new StepResult(steps, false, fresh, metrics, isFull ? List.of("i1") : List.of(), List.of());
    }

    private static List<Quarantined> quarantined(List<Example> batch) {
        return batch.stream()
                .map(example -> new Quarantined(example, "guard-non-finite", "the loss is not finite"))
                .toList();
    }

    private static String name(Example example) {
        return example.entity() + " " + example.item() + " " + example.event().timeMs();
    }

    private EmbeddedVector embedded(String kind, String id, Example example) {
        float[] vector = {weight, example.history().size()};
        return new EmbeddedVector(kind, id, vector, 0, example.event().timeMs(), example.arrivalTimeMs(), null);
    }

    /** Keeps nothing of an entity but the counts, which a test looks at. */
    @Override
    public Map<String, Long> forget(String entity, List<EventFeatures> history) {
        forgotten.add(entity);
        return Map.of(
                "tallies",
                timesLearnt.keySet().stream()
                        .filter(name -> name.startsWith(entity + " "))
                        .count());
    }

    /** Who was to be forgotten, in order. */
    public List<String> forgotten() {
        return forgotten;
    }

    @Override
    public Map<String, Double> figures() {
        int most = timesLearnt.values().stream().max(Integer::compare).orElse(0);
        return Map.of(
                "prequential.hr10",
                0.25,
                "tally.weight",
                (double) weight,
                "tally.events",
                (double) timesLearnt.size(),
                "tally.most",
                (double) most);
    }

    /** How often each event was learnt. */
    public Map<String, Integer> timesLearnt() {
        return timesLearnt;
    }

    public int weight() {
        return weight;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public StepResult embed(List<Example> batch) {
        List<EmbeddedVector> fresh = new ArrayList<>();
        for (Example example : batch) {
            shed++;
            fresh.add(embedded(EmbeddingRecord.ENTITY, example.entity(), example));
        }
        return new StepResult(steps, false, fresh, Map.of(), List.of());
    }

    @Override
    public LearnerCounters counters() {
        return new LearnerCounters(examples, steps, skipped, shed);
    }

    @Override
    public List<KeptRows> rows() {
        return List.of(rows);
    }

    /** Examples as its rows have counted them. */
    public int countedByRows() {
        return rows.sum();
    }

    @Override
    public void saveRest(DataOutput out) throws IOException {
        out.writeLong(examples);
        out.writeLong(steps);
        out.writeLong(skipped);
        out.writeInt(weight);
        out.writeInt(timesLearnt.size());
        for (Map.Entry<String, Integer> entry : timesLearnt.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue());
        }
        out.write(ballast);
    }

    @Override
    public void restoreRest(DataInput in) throws IOException {
        examples = in.readLong();
        steps = in.readLong();
        skipped = in.readLong();
        weight = in.readInt();
        timesLearnt.clear();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            timesLearnt.put(in.readUTF(), in.readInt());
        }
        in.readFully(ballast);
    }

    @Override
    public void close() {
        closed = true;
    }
}
