package io.freshet.model.encoder;

import io.freshet.config.Section;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
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
        Tensor age = recorder.arange(tokens.vectors().dim(1)).toFloat().unsqueeze(1);
        Tensor kernel = age.mul(parameters.get(decay).logSigmoid()).exp(); // (length, dimensions)
        return tokens.vectors().mul(kernel).sum(1).mul(parameters.get(gain));
    }

    @Override
    public Tensor filled(Recorder recorder, Parameters parameters, Tokens tokens, Tensor history, Tensor age) {
        Tensor others = recorder.arange(tokens.vectors().dim(1)).unsqueeze(0); // (1, length)
        Tensor gap = others.sub(age.unsqueeze(1)).toFloat().unsqueeze(-1); // (holes, length, 1): above 0 came before
        Tensor weights = kernel(gap, parameters, decayBefore, gainBefore)
                .add(kernel(gap.neg(), parameters, decayAfter, gainAfter));
        return tokens.vectors().gatherRows(history).mul(weights).sum(1);
    }

    // (holes, length, dimensions): weight of the others that lie on the side where the gap is positive
    private static Tensor kernel(Tensor gap, Parameters parameters, String logit, String weight) {
        Tensor rate = parameters.get(logit).logSigmoid();
        Tensor faded = gap.sub(1).clampMin(0).mul(rate).exp();
        return faded.mul(gap.gt(0).toFloat()).mul(parameters.get(weight));
    }
}
