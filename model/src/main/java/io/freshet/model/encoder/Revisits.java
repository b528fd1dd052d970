package io.freshet.model.encoder;

import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * What an entity comes back to, or has had enough of: the weighted sum of its last items' own output rows. An item scores
 * high against itself from its first event on, so that a returning visitor is known without anything learnt of the item;
 * where people do not come back, the weights turn negative. The last item has a weight of its own.
 */
public final class Revisits {
    // a pass is short, and an optimiser of Adam's kind moves every number by its rate: these are the units that let
    // three numbers that decide so much get where they belong within some hundred steps
    static final double UNIT = 4;
    private static final double FIRST_GAIN = 1;
    private static final double FIRST_DECAY = 3; // before its sigmoid: .95 an event

    private final String gain;
    private final String ofLast;
    private final String decay;

    public Revisits(ParameterLayout.Builder parameters) {
        ParameterLayout.Builder own = parameters.at("revisits");
        gain = own.add("gain", Shape.of(1), Init.constant(FIRST_GAIN / UNIT));
        ofLast = own.add("gain.last", Shape.of(1), Init.zeros());
        decay = own.add("decay", Shape.of(1), Init.constant(FIRST_DECAY / UNIT));
    }

    /**
     * @param tokens of the items' output rows
     * @return (histories, dimensions)
     */
    public Tensor query(Recorder recorder, Parameters parameters, Tokens tokens) {
        Tensor rows = tokens.padded();
        Tensor age = recorder.arange(rows.dim(1)).toFloat(); // (length)
        Tensor left = age.mul(parameters.get(decay).mul(UNIT).logSigmoid()).exp();
        Tensor weights = left.mul(parameters.get(gain)).add(age.eq(0).toFloat().mul(parameters.get(ofLast)));
        return rows.mul(weights.mul(UNIT).unsqueeze(1)).sum(1);
    }
}
