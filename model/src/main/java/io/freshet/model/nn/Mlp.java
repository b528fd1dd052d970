package io.freshet.model.nn;

import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Linear layers with ReLU between them: the projection heads and predictors of joint-embedding objectives. */
public final class Mlp {
    private static final double BATCH_NORM_EPS = 1e-5;

    /** What comes after a hidden layer's map, before its ReLU. */
    public enum Norm {
        NONE,
        BATCH
    }

    /** What comes after the last layer's map. */
    public enum End {
        BIAS,
        /** Nothing: for losses that take the mean away, where a bias would learn nothing. */
        NONE,
        /** Batch normalisation without scale and shift. */
        BATCH
    }

    /** @param widths of what each layer puts out */
    public record Config(List<Integer> widths, Norm norm, End end) {
        public Config {
            widths = List.copyOf(widths);
        }

        public int out() {
            return widths.get(widths.size() - 1);
        }
    }

    private interface Layer {
        Tensor apply(Parameters parameters, Tensor x);
    }

    private final List<Layer> layers = new ArrayList<>();

    public Mlp(ParameterLayout.Builder layout, long in, Config config) {
        long width = in;
        int last = config.widths().size() - 1;
        for (int i = 0; i < last; i++) {
            int out = config.widths().get(i);
            // the norm's shift stands for a bias
            linear(layout, width, out, config.norm() == Norm.NONE);
            if (config.norm() == Norm.BATCH) {
                layers.add(new BatchNorm(layout.at(next()), out, BATCH_NORM_EPS, 0)::byBatch);
            }
            layers.add((parameters, x) -> x.relu());
            width = out;
        }
        linear(layout, width, config.out(), config.end() == End.BIAS);
        if (config.end() == End.BATCH) {
            layers.add((parameters, x) -> BatchNorm.standardise(x, BATCH_NORM_EPS));
        }
    }

    /**
     * @param parameters online or target
     * @param x (rows, in)
     * @return (rows, out)
     */
    public Tensor apply(Parameters parameters, Tensor x) {
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.apply(parameters, y);
        }
        return y;
    }

    /** Each tensor by itself, so that batch norm keeps views apart. */
    public List<Tensor> each(Parameters parameters, List<Tensor> views) {
        return views.stream().map(x -> apply(parameters, x)).toList();
    }

    private void linear(ParameterLayout.Builder layout, long in, long out, boolean bias) {
        ParameterLayout.Builder at = layout.at(next());
        Linear linear = bias ? new Linear(at, in, out) : Linear.withoutBias(at, in, out);
        layers.add(linear::apply);
    }

    // numbered as PyTorch's Sequential numbers them
    private String next() {
        return Integer.toString(layers.size());
    }
}
