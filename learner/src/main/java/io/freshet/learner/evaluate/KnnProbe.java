package io.freshet.learner.evaluate;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Labels an embedding by a vote of its nearest labelled ones, the nearer the more (Wu et al. 2018, arXiv:1805.01978):
 * tells how much of the labels frozen embeddings hold. Labels are for the probe alone.
 */
public final class KnnProbe {
    private final double[][] train;
    private final int[] labels;
    private final int classes;
    private final Config config;

    /**
     * @param k neighbours that vote
     * @param temperature a vote weighs exp(cosine / temperature)
     */
    public record Config(int k, double temperature) {
        /** As in DINO's evaluation (arXiv:2104.14294). */
        public static final Config DEFAULT = new Config(20, .07);
    }

    /** @param labels from 0, one for each row */
    public KnnProbe(float[][] train, int[] labels, int classes, Config config) {
        if (train.length != labels.length) {
            throw new IllegalArgumentException(train.length + " rows but " + labels.length + " labels");
        }
        this.train = UnitRows.of(train);
        this.labels = labels.clone();
        this.classes = classes;
        this.config = config;
    }

    /** Share of rows that get their label. */
    public double accuracy(float[][] test, int[] testLabels) {
        int right = 0;
        for (int i = 0; i < test.length; i++) {
            right += label(test[i]) == testLabels[i] ? 1 : 0;
        }
        return (double) right / test.length;
    }

    /** The class with most votes; the first of them where several have as many. */
    public int label(float[] embedding) {
        double[] votes = votes(embedding);
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = votes[c] > votes[best] ? c : best;
        }
        return best;
    }

    /** By class. */
    public double[] votes(float[] embedding) {
        double[] query = UnitRows.of(new float[][] {embedding})[0];
        record Neighbour(double similarity, int label) {}
        PriorityQueue<Neighbour> nearest = new PriorityQueue<>(Comparator.comparingDouble(Neighbour::similarity));
        for (int i = 0; i < train.length; i++) {
            double similarity = UnitRows.dot(query, train[i]);
            if (nearest.size() < config.k() || similarity > nearest.element().similarity()) {
                nearest.add(new Neighbour(similarity, labels[i]));
                if (nearest.size() > config.k()) {
                    nearest.remove();
                }
            }
        }
        double[] votes = new double[classes];
        for (Neighbour neighbour : nearest) {
            votes[neighbour.label()] += Math.exp(neighbour.similarity() / config.temperature());
        }
        return votes;
    }
}
