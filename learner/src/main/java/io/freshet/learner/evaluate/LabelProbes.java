package io.freshet.learner.evaluate;

import io.freshet.config.DidYouMean;
import io.freshet.config.Section;
import io.freshet.schemas.field.BooleanField;
import io.freshet.schemas.field.CategoricalField;
import io.freshet.schemas.field.Field;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Test, then train: probes that guess each event's label from its embedding, beside floors that guess from earlier labels
 * alone. The learner never sees a label; probes tell how much its embeddings know of them all the same.
 */
public final class LabelProbes {
    /** Labels beyond so many different ones are not looked at: a name is no label. */
    static final int MAX_CLASSES = 1000;

    private static final int LONGEST = 1000;

    private final @Nullable Config config;
    private final Map<String, Contender> contenders = new LinkedHashMap<>();
    private final Map<String, Integer> classes = new LinkedHashMap<>();
    private long labelled;

    private record Contender(LabelProbe probe, LabelScores scores) {}

    /**
     * What of {@code learner.evaluate} says which labels are looked at.
     *
     * @param label a declared field that the learner does not see
     * @param rows that the kNN probe remembers
     */
    public record Config(String label, int rows) {
        private static final Set<String> TYPES = Set.of(CategoricalField.NAME, BooleanField.NAME);

        /** Null where no label is named. */
        public static @Nullable Config read(Section evaluate, StreamConfig stream) {
            int rows = evaluate.integer("label-rows", KnnProbe.Config.DEFAULT.rows(), 1, 100_000);
            String label = evaluate.optionalString("label");
            if (label == null) {
                return null;
            }
            int at = stream.indexOf(label);
            if (at < 0) {
                List<String> known = stream.fields().stream().map(Field::name).toList();
                evaluate.fault("label", "name a declared field", label, DidYouMean.hint(label, known));
            } else {
                check(evaluate, stream, stream.fields().get(at));
            }
            return new Config(label, rows);
        }

        private static void check(Section evaluate, StreamConfig stream, Field label) {
            String name = label.name();
            if (!TYPES.contains(label.type().name())) {
                evaluate.fault(
                        "label",
                        "name a categorical or boolean field",
                        name + ", which is " + label.type().name(),
                        "");
            }
            for (Field field : stream.fields()) {
                boolean isKey = stream.event().entity().contains(field.name())
                        || stream.event().item().contains(field.name());
                if (field.from().equals(label.from()) && (field.learn() || isKey)) {
                    evaluate.fault(
                            "label",
                            "name a field that the learner does not see",
                            name
                                    + (isKey ? ", by which events are told apart" : ", which it learns from")
                                    + (field.name().equals(name) ? "" : " as " + field.name()),
                            "set fields." + field.name() + ".learn: false");
                }
            }
        }
    }

    /** @param config null where no label is looked at */
    public LabelProbes(@Nullable Config config) {
        this(config, PrequentialScores.WINDOW);
    }

    LabelProbes(@Nullable Config config, int window) {
        this.config = config;
        if (config != null) {
            enter("knn", new KnnProbe(KnnProbe.Config.DEFAULT.withRows(config.rows())), window);
            enter("linear", new LinearProbe(LinearProbe.Config.DEFAULT), window);
            enter("last-label", new LastLabel(), window);
            enter("majority", new MajorityLabel(), window);
        }
    }

    private void enter(String name, LabelProbe probe, int window) {
        contenders.put(name, new Contender(probe, new LabelScores(window)));
    }

    /**
     * Guesses an event's label from its embedding, then takes it in. The first of all labels cannot be guessed.
     *
     * @param label null where the event has none
     */
    public void observe(float[] embedding, @Nullable String label) {
        if (label == null || config == null || isNoClass(label)) {
            return;
        }
        boolean isFinite = isFinite(embedding);
        int number = classes.computeIfAbsent(label, l -> classes.size());
        for (Contender each : contenders.values()) {
            if (labelled > 0) {
                // an embedding that is no number counts against the model
                each.scores().add(number, isFinite ? each.probe().label(embedding) : LabelProbe.NONE);
            }
            if (isFinite) {
                each.probe().add(embedding, number);
            }
        }
        labelled++;
    }

    private boolean isNoClass(String label) {
        return label.length() > LONGEST || (classes.size() == MAX_CLASSES && !classes.containsKey(label));
    }

    private static boolean isFinite(float[] embedding) {
        float sum = 0;
        for (float x : embedding) {
            sum += x * 0; // 0, or NaN once and for all
        }
        return sum == 0;
    }

    /**
     * {@code scored} and {@code classes}; {@code accuracy} and {@code macro-f1} of each probe and floor over everything,
     * such as {@code knn.accuracy}, and of late, such as {@code knn.last20k.accuracy}. Empty where no label is looked at.
     */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        if (config != null) {
            figures.put("scored", (double) Math.max(0, labelled - 1));
            figures.put("classes", (double) classes.size());
        }
        contenders.forEach((name, each) -> each.scores().putFigures(name, figures));
        return figures;
    }

    public void save(DataOutput out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream state = new DataOutputStream(bytes);
        state.writeLong(labelled);
        state.writeInt(classes.size());
        for (String label : classes.keySet()) {
            state.writeUTF(label);
        }
        for (Contender each : contenders.values()) {
            each.probe().save(state);
            each.scores().save(state);
        }
        out.writeUTF(field());
        out.writeInt(bytes.size());
        out.write(bytes.toByteArray());
    }

    /** Where the state is of another label, or of none, probes begin anew. */
    public void restore(DataInput in) throws IOException {
        boolean isSame = in.readUTF().equals(field());
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        if (isSame) {
            restoreSame(new DataInputStream(new ByteArrayInputStream(bytes)));
        }
    }

    private void restoreSame(DataInput in) throws IOException {
        labelled = in.readLong();
        classes.clear();
        for (int n = in.readInt(); n > 0; n--) {
            classes.put(in.readUTF(), classes.size());
        }
        for (Contender each : contenders.values()) {
            each.probe().restore(in);
            each.scores().restore(in);
        }
    }

    private String field() {
        return config == null ? "" : config.label();
    }
}
