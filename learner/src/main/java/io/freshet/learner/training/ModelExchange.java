package io.freshet.learner.training;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What trainers of one model tell each other at the end of a round: the events they had, which the others count; what the
 * round has moved the dense net by ({@link OuterStep}); and what it has moved rows by ({@link RowDeltas}). It is in parts,
 * none of them large, each of which means something by itself: nobody waits for the end of a round.
 */
final class ModelExchange implements Exchange {
    private static final int VISITS = 0;
    private static final int DENSE = 1;
    private static final int ROWS = 2; // and that of the table

    /** Brokers take records of a megabyte. */
    private static final int PART_BYTES = 1 << 18;

    private static final int EVENTS_A_PART = 512;

    private final SyncConfig config;
    private final ExampleCodec codec = new ExampleCodec();
    private final Model model;
    private final List<RowDeltas> tables;
    private OuterStep outer;
    private final int reach;
    private final List<Example> events = new ArrayList<>();
    private int steps;
    private long taken;
    private long rounds;
    private long bytes;
    private final long[] moved;

    /** What the exchange reads and moves of a learner. */
    interface Model {
        float[] parameters();

        void setParameters(float[] numbers);

        /** Counts events that another trainer has learnt from. */
        void count(List<Example> events);
    }

    /**
     * @param tables always in this order
     * @param reach how many events of a history are counted with an event
     */
    ModelExchange(SyncConfig config, Model model, List<RowDeltas> tables, int reach) {
        this.config = config;
        this.model = model;
        this.tables = tables;
        this.reach = reach;
        this.moved = new long[tables.size()];
        this.outer = outer();
    }

    private OuterStep outer() {
        return new OuterStep(config.outerRate(), config.outerMomentum(), model.parameters());
    }

    @Override
    public void begin() {
        outer = outer();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(rounds);
        out.writeLong(bytes);
        out.writeLong(taken);
        for (long rows : moved) {
            out.writeLong(rows);
        }
        outer.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        rounds = in.readLong();
        bytes = in.readLong();
        taken = in.readLong();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = in.readLong();
        }
        outer = outer();
        outer.restore(in);
    }

    @Override
    public void restored() {
        model.setParameters(outer.begin());
    }

    /** A step is about to change these rows, in the order of the tables. */
    void begin(RowSet... touched) {
        settle();
        for (int i = 0; i < touched.length; i++) {
            tables.get(i).touch(touched[i]);
        }
    }

    /** A step has been taken. */
    void stepped() {
        steps++;
    }

    /** The last step was on these events. */
    void learnt(List<Example> learnt) {
        learnt.forEach(example -> events.add(cut(example)));
    }

    /** The event, with as much of its history as is counted. */
    private Example cut(Example example) {
        List<EventFeatures> history = example.history();
        List<EventFeatures> last = history.subList(Math.max(0, history.size() - reach), history.size()).stream()
                .map(event -> new EventFeatures(event.item(), event.timeMs(), new long[0], new float[0]))
                .toList();
        EventFeatures event = example.event();
        EventFeatures own = new EventFeatures(event.item(), event.timeMs(), event.ids(), new float[0]);
        boolean again = history.stream().anyMatch(earlier -> earlier.item() == event.item());
        return new Example("", example.item(), last, own, again ? new long[] {event.item()} : new long[0], 0);
    }

    /** Of an event to count, whether its entity had the item before. */
    static boolean again(Example event) {
        return event.excluded().length > 0;
    }

    /** Moves the dense net by what others have learnt. */
    void settle() {
        if (outer.owes()) {
            float[] own = model.parameters();
            outer.settle(own);
            model.setParameters(own);
        }
    }

    @Override
    public boolean isDue() {
        return steps >= config.every();
    }

    /** Events of other trainers that this one has counted. */
    long taken() {
        return taken;
    }

    /** What this trainer has told the others so far, and what it has counted of theirs. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("rounds", (double) rounds);
        figures.put("bytes", (double) bytes);
        figures.put("rows.items-in", (double) moved[0]);
        figures.put("rows.items-out", (double) moved[1]);
        figures.put("rows.values", (double) moved[2]);
        figures.put("events-of-others", (double) taken);
        return figures;
    }

    @Override
    public List<byte[]> endRound() {
        if (steps == 0) {
            return List.of();
        }
        settle();
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < events.size(); from += EVENTS_A_PART) {
            List<Example> some = events.subList(from, Math.min(events.size(), from + EVENTS_A_PART));
            parts.add(part(VISITS, out -> write(some, out)));
        }
        float[] dense = outer.endRound(model.parameters());
        int floats = PART_BYTES / Float.BYTES;
        for (int from = 0; from < dense.length; from += floats) {
            int first = from;
            float[] some = Arrays.copyOfRange(dense, from, Math.min(dense.length, from + floats));
            parts.add(part(DENSE, out -> {
                out.writeInt(first);
                write(some, out);
            }));
        }
        for (int table = 0; table < tables.size(); table++) {
            addMoves(table, parts);
        }
        events.clear();
        steps = 0;
        rounds++;
        parts.forEach(part -> bytes += part.length);
        return parts;
    }

    private void addMoves(int table, List<byte[]> parts) {
        int columns = tables.get(table).columns();
        RowDeltas.Moves moves = tables.get(table).endRound();
        moved[table] += moves.ids().length;
        int rows = Math.max(1, PART_BYTES / (Long.BYTES + columns * Float.BYTES));
        for (int from = 0; from < moves.ids().length; from += rows) {
            int first = from;
            int end = Math.min(moves.ids().length, from + rows);
            parts.add(part(ROWS + table, out -> {
                out.writeInt(end - first);
                for (int i = first; i < end; i++) {
                    out.writeLong(moves.ids()[i]);
                }
                write(Arrays.copyOfRange(moves.by(), first * columns, end * columns), out);
            }));
        }
    }

    @Override
    public void take(byte[] part) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(part));
        int kind = in.readByte();
        if (kind == VISITS) {
            List<Example> learnt = readEvents(in);
            taken += learnt.size();
            model.count(learnt);
        } else if (kind == DENSE) {
            outer.take(in.readInt(), readFloats(in));
        } else {
            table(kind).take(readMoves(in));
        }
    }

    @Override
    public void takeOwn(byte[] part) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(part));
        if (in.readByte() == DENSE) {
            outer.takeOwn(in.readInt(), readFloats(in));
        }
    }

    private RowDeltas table(int kind) throws IOException {
        if (kind < ROWS || kind >= ROWS + tables.size()) {
            throw new IOException("a round's part is of the unknown kind " + kind);
        }
        return tables.get(kind - ROWS);
    }

    private void write(List<Example> some, DataOutput out) throws IOException {
        out.writeInt(some.size());
        for (Example example : some) {
            codec.write(example, out);
        }
    }

    private List<Example> readEvents(DataInput in) throws IOException {
        List<Example> read = new ArrayList<>();
        for (int n = Texts.length(in); n > 0; n--) {
            read.add(codec.read(in));
        }
        return read;
    }

    private static RowDeltas.Moves readMoves(DataInput in) throws IOException {
        long[] ids = new long[Texts.length(in)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.readLong();
        }
        return new RowDeltas.Moves(ids, readFloats(in));
    }

    private static void write(float[] numbers, DataOutput out) throws IOException {
        out.writeInt(numbers.length);
        for (float number : numbers) {
            out.writeFloat(number);
        }
    }

    private static float[] readFloats(DataInput in) throws IOException {
        float[] numbers = new float[Texts.length(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readFloat();
        }
        return numbers;
    }

    private interface Content {
        void writeTo(DataOutput out) throws IOException;
    }

    private static byte[] part(int kind, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(kind);
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }
}
