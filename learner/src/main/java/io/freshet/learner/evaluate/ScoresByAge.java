package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Scores by how many events an entity or an item had before: cold start is what stands in the first of them. */
public final class ScoresByAge {
    /** The least age of each part; the last has no end. */
    private static final int[] FROM = {1, 2, 5, 10, 20, 50, 100};
    /** Below it is cold start. */
    private static final int COLD = 10;

    private final long[] scored = new long[FROM.length];
    private final long[] hits = new long[FROM.length];
    private final double[] gains = new double[FROM.length];

    /**
     * @param age events before; below 1 counts as 1
     * @param rank of the event's item, from 1
     */
    public void add(int age, int rank) {
        int part = FROM.length - 1;
        while (part > 0 && FROM[part] > age) {
            part--;
        }
        scored[part]++;
        hits[part] += rank <= PrequentialScores.K ? 1 : 0;
        gains[part] += Ranking.discountedGain(rank, PrequentialScores.K);
    }

    /**
     * {@code 5.scored}, {@code 5.hr10} and {@code 5.ndcg10} of ages from 5 up to the next part, and so on; {@code cold.} of
     * ages below 10.
     */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        for (int part = 0; part < FROM.length; part++) {
            addFigures(figures, Integer.toString(FROM[part]), part, part + 1);
        }
        addFigures(figures, "cold", 0, Arrays.binarySearch(FROM, COLD));
        return figures;
    }

    private void addFigures(Map<String, Double> figures, String name, int first, int end) {
        long count = Arrays.stream(scored, first, end).sum();
        if (count > 0) {
            figures.put(name + ".scored", (double) count);
            figures.put(name + ".hr10", (double) Arrays.stream(hits, first, end).sum() / count);
            figures.put(name + ".ndcg10", Arrays.stream(gains, first, end).sum() / count);
        }
    }

    public void save(DataOutput out) throws IOException {
        for (int part = 0; part < FROM.length; part++) {
            out.writeLong(scored[part]);
            out.writeLong(hits[part]);
            out.writeDouble(gains[part]);
        }
    }

    public void restore(DataInput in) throws IOException {
        for (int part = 0; part < FROM.length; part++) {
            scored[part] = in.readLong();
            hits[part] = in.readLong();
            gains[part] = in.readDouble();
        }
    }
}
