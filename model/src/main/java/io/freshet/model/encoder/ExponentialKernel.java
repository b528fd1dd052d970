package io.freshet.model.encoder;

import io.freshet.config.Section;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * The sum of a history's events, each dimension fading with the event's age at a rate of its own that is learnt. One
 * decayed sum an entity holds all of it, so an event costs the same however long the history is.
 */
public final class ExponentialKernel implements HistoryEncoder {
    public static final String NAME = "exponential-kernel";

    /**
     * @param slowest and {@code fastest}: the share of an event that is left one event later; dimensions start
     *     log-spaced between the two
     */
    public record Config(int dimensions, double fastest, double slowest) implements EncoderConfig {
        public static Config read(Section section) {
            return new Config(
                    section.integer("dimensions", 192, 8, 4096),
                    section.number("fastest-decay", .15, .001, .999),
                    section.number("slowest-decay", .93, .001, .9999));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public HistoryEncoder declare(ParameterLayout.Builder parameters, int length) {
            return new ExponentialKernel(this, parameters.at("kernel"));
        }
    }

    private final int dimensions;
    private final String decay;
    private final String gain;
    private final String decayBefore;
    private final String decayAfter;
    private final String gainBefore;
    private final String gainAfter;

    private ExponentialKernel(Config config, ParameterLayout.Builder parameters) {
        dimensions = config.dimensions();
        float[] logits = logits(config);
        Init spaced = (buffer, from, to, random) -> System.arraycopy(logits, 0, buffer, from, to - from);
        decay = parameters.add("decay", Shape.of(dimensions), spaced);
        gain = parameters.add("gain", Shape.of(dimensions), Init.ones());
        decayBefore = parameters.add("before.decay", Shape.of(dimensions), spaced);
        gainBefore = parameters.add("before.gain", Shape.of(dimensions), Init.ones());
        decayAfter = parameters.add("after.decay", Shape.of(dimensions), spaced);
        gainAfter = parameters.add("after.gain", Shape.of(dimensions), Init.ones());
    }

    private static float[] logits(Config config) {
        float[] logits = new float[config.dimensions()];
        for (int i = 0; i < logits.length; i++) {
            double share = logits.length == 1 ? 0 : (double) i / (logits.length - 1);
            double value = Math.exp(Math.log(config.fastest()) * (1 - share) + Math.log(config.slowest()) * share);
            logits[i] = (float) Math.log(value / (1 - value));
        }
        return logits;
    }

    @Override
    public Tensor query(Recorder recorder, Parameters parameters, Tokens tokens) {
        Tensor vectors = tokens.padded();
        Tensor age = recorder.arange(vectors.dim(1)).toFloat().unsqueeze(1);
        Tensor kernel = age.mul(parameters.get(decay).logSigmoid()).exp(); // (length, dimensions)
        return vectors.mul(kernel).sum(1).mul(parameters.get(gain));
    }

    // the weight of another event depends on the gap to it alone, so that weights are computed once for each gap
    @Override
    public Tensor filled(Recorder recorder, Parameters parameters, Tokens tokens, Tensor history, Tensor age) {
        Tensor vectors = tokens.padded();
        Dim length = vectors.dim(1);
        Tensor others = recorder.arange(length).unsqueeze(0); // (1, length)
        Tensor gap = others.sub(age.unsqueeze(1)); // (holes, length): above 0 came before
        Tensor weights = weights(recorder, parameters, length).gatherRows(gap.add(length.constant() - 1));
        return vectors.gatherRows(history).mul(weights).sum(1);
    }

    // (2 length - 1, dimensions): for gaps from 1 - length to length - 1
    private Tensor weights(Recorder recorder, Parameters parameters, Dim length) {
        Tensor distance = recorder.arange(length.minus(Dim.of(1))).toFloat().unsqueeze(1); // 0 is the next event
        Tensor before = kernel(distance, parameters, decayBefore, gainBefore);
        Tensor after = kernel(distance, parameters, decayAfter, gainAfter);
        return recorder.concat(0, after.flip(0), recorder.zeros(Shape.of(1, dimensions)), before);
    }

    private static Tensor kernel(Tensor distance, Parameters parameters, String logit, String weight) {
        return distance.mul(parameters.get(logit).logSigmoid()).exp().mul(parameters.get(weight));
    }
}
