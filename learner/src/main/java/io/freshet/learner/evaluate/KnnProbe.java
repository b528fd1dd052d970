package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Labels an embedding by a vote of its nearest labelled ones, the nearer the more (Wu et al. 2018, arXiv:1805.01978):
 * tells how much of the labels frozen embeddings hold. Remembers the latest embeddings, since older ones are of an older
 * encoder.
 */
public final class KnnProbe implements LabelProbe {
    private static final double LEAST_LENGTH = 1e-12;
    private static final int MAX_WIDTH = 1 << 20;

    private final Config config;
    private final float[] products;
    private final int[] labels;
    // (dimensions, rows): the numbers of one dimension stand together, so that products are sums of whole rows
    private float[] units = {};
    private int dimensions;
    private long added;
    private int classes;

    /**
     * @param k neighbours that vote
     * @param temperature a vote weighs exp(cosine / temperature)
     * @param rows that are remembered at most
     */
    public record Config(int k, double temperature, int rows) {
        /** As in DINO's evaluation (arXiv:2104.14294). */
        public static final Config DEFAULT = new Config(20, .07, 2000);

        Config withRows(int rows) {
            return new Config(k, temperature, rows);
        }
    }

    public KnnProbe(Config config) {
        this.config = config;
        this.products = new float[config.rows()];
        this.labels = new int[config.rows()];
    }

    /** Remembers an embedding in place of the oldest where there is no more room. */
    @Override
    public void add(float[] embedding, int label) {
        if (units.length == 0) {
            begin(embedding.length);
        }
        put(unit(embedding), label);
    }

    private void begin(int width) {
        dimensions = width;
        units = new float[dimensions * config.rows()];
    }

    private void put(float[] unit, int label) {
        int place = (int) (added++ % config.rows());
        for (int d = 0; d < dimensions; d++) {
            units[d * config.rows() + place] = unit[d];
        }
        labels[place] = label;
        classes = Math.max(classes, label + 1);
    }

    /** The class with most votes; the first of them where several have as many. */
    @Override
    public int label(float[] embedding) {
        double[] votes = votes(embedding);
        int best = NONE;
        for (int c = 0; c < votes.length; c++) {
            best = best == NONE || votes[c] > votes[best] ? c : best;
        }
        return best;
    }

    /** By class. */
    public double[] votes(float[] embedding) {
        double[] votes = new double[classes];
        int size = size();
        if (size == 0) {
            return votes;
        }
        float[] query = unit(embedding);
        Arrays.fill(products, 0, size, 0);
        for (int d = 0; d < dimensions; d++) {
            addProduct(products, units, d * config.rows(), size, query[d]);
        }
        for (int row : nearest(size)) {
            votes[labels[row]] += Math.exp(products[row] / config.temperature());
        }
        return votes;
    }

    /** Rows with the largest products; of equal ones, those that come first. */
    private int[] nearest(int size) {
        int[] nearest = new int[Math.min(config.k(), size)];
        int found = 0;
        for (int row = 0; row < size; row++) {
            if (found < nearest.length || products[row] > products[nearest[found - 1]]) {
                int at = found < nearest.length ? found++ : found - 1;
                while (at > 0 && products[row] > products[nearest[at - 1]]) {
                    nearest[at] = nearest[at - 1];
                    at--;
                }
                nearest[at] = row;
            }
        }
        return nearest;
    }

    private int size() {
        return (int) Math.min(added, config.rows());
    }

    private static float[] unit(float[] embedding) {
        double squares = 0;
        for (float x : embedding) {
            squares += (double) x * x;
        }
        double length = Math.max(Math.sqrt(squares), LEAST_LENGTH);
        float[] unit = new float[embedding.length];
        for (int d = 0; d < unit.length; d++) {
            unit[d] = (float) (embedding[d] / length);
        }
        return unit;
    }

    // a plain loop over arrays and locals, which the compiler makes vector instructions of
    private static void addProduct(float[] into, float[] rows, int from, int size, float by) {
        for (int i = 0; i < size; i++) {
            into[i] += rows[from + i] * by;
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        int size = size();
        out.writeInt(config.rows());
        out.writeLong(added);
        out.writeInt(size);
        out.writeInt(dimensions);
        for (long nth = added - size; nth < added; nth++) {
            int place = (int) (nth % config.rows());
            out.writeInt(labels[place]);
            for (int d = 0; d < dimensions; d++) {
                out.writeFloat(units[d * config.rows() + place]);
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        boolean isAsLarge = in.readInt() == config.rows();
        added = in.readLong();
        int size = in.readInt();
        int width = in.readInt();
        if (size < 0 || added < size || width < 0 || width > MAX_WIDTH) {
            throw new IOException("the state is damaged: a probe of " + size + " rows of " + width);
        }
        begin(width);
        // each to the place where it was, unless there are more places now, or fewer
        added = isAsLarge ? added - size : 0;
        classes = 0;
        float[] unit = new float[width];
        for (int row = 0; row < size; row++) {
            int label = in.readInt();
            for (int d = 0; d < width; d++) {
                unit[d] = in.readFloat();
            }
            put(unit, label);
        }
    }
}
