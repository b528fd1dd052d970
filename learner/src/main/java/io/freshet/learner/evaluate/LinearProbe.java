package io.freshet.learner.evaluate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Multinomial logistic regression on embeddings, learnt online by gradient descent at a constant rate: tells how much of
 * the labels lies open to a linear model (Alain and Bengio 2016, arXiv:1610.01644). The rate is constant, and inputs are
 * standardised by their running mean and deviation, because the encoder goes on moving them.
 */
public final class LinearProbe implements LabelProbe {
    private static final double LEAST_DEVIATION = 1e-6;

    private final Config config;
    private int dimensions;
    private int classes;
    private long seen;
    private double[] mean = {};
    private double[] variance = {};
    // (classes, dimensions + 1): the last is the bias
    private double[][] weights = {};

    /**
     * @param rate of descent
     * @param memory of the running mean and deviation, in embeddings
     */
    public record Config(double rate, double memory) {
        public static final Config DEFAULT = new Config(.01, 2000);
    }

    public LinearProbe(Config config) {
        this.config = config;
    }

    @Override
    public int label(float[] embedding) {
        if (classes == 0) {
            return NONE;
        }
        double[] logits = logits(standardised(embedding));
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = logits[c] > logits[best] ? c : best;
        }
        return best;
    }

    @Override
    public void add(float[] embedding, int label) {
        if (seen == 0) {
            dimensions = embedding.length;
            mean = new double[dimensions];
            variance = new double[dimensions];
        }
        follow(embedding);
        grow(label + 1);
        double[] input = standardised(embedding);
        double[] shares = softmax(logits(input));
        for (int c = 0; c < classes; c++) {
            double step = config.rate() * ((c == label ? 1 : 0) - shares[c]);
            double[] row = weights[c];
            for (int d = 0; d < dimensions; d++) {
                row[d] += step * input[d];
            }
            row[dimensions] += step;
        }
    }

    private void follow(float[] embedding) {
        seen++;
        double share = Math.max(1.0 / seen, 1 / config.memory());
        for (int d = 0; d < dimensions; d++) {
            double difference = embedding[d] - mean[d];
            mean[d] += share * difference;
            variance[d] = (1 - share) * (variance[d] + share * difference * difference);
        }
    }

    private void grow(int least) {
        if (least > classes) {
            weights = Arrays.copyOf(weights, least);
            for (int c = classes; c < least; c++) {
                weights[c] = new double[dimensions + 1];
            }
            classes = least;
        }
    }

    private double[] standardised(float[] embedding) {
        double[] input = new double[dimensions];
        for (int d = 0; d < dimensions; d++) {
            input[d] = (embedding[d] - mean[d]) / (Math.sqrt(variance[d]) + LEAST_DEVIATION);
        }
        return input;
    }

    private double[] logits(double[] input) {
        double[] logits = new double[classes];
        for (int c = 0; c < classes; c++) {
            double sum = weights[c][dimensions];
            for (int d = 0; d < dimensions; d++) {
                sum += weights[c][d] * input[d];
            }
            logits[c] = sum;
        }
        return logits;
    }

    private static double[] softmax(double[] logits) {
        double most = Arrays.stream(logits).max().orElse(0);
        double[] shares = Arrays.stream(logits).map(x -> Math.exp(x - most)).toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(x -> x / sum).toArray();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(seen);
        LabelScores.writeDoubles(mean, out);
        LabelScores.writeDoubles(variance, out);
        out.writeInt(classes);
        for (double[] row : weights) {
            LabelScores.writeDoubles(row, out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        seen = in.readLong();
        mean = LabelScores.readDoubles(in);
        variance = LabelScores.readDoubles(in);
        dimensions = mean.length;
        classes = in.readInt();
        if (seen < 0 || classes < 0 || classes > LabelProbes.MAX_CLASSES) {
            throw new IOException("the state is damaged: a probe of " + classes + " classes");
        }
        weights = new double[classes][];
        for (int c = 0; c < classes; c++) {
            weights[c] = LabelScores.readDoubles(in);
        }
    }
}
