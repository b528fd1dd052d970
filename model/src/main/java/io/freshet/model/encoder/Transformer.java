package io.freshet.model.encoder;

import io.freshet.config.Section;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.Linear;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.nn.TransformerEncoder;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * A pre-norm transformer over a history's events, with a learnt vector for each age (Kang and McAuley 2018,
 * arXiv:1808.09781). What comes next is read at the newest event; each target sees only what came before it, so no
 * causal mask is needed.
 */
public final class Transformer implements HistoryEncoder {
    public static final String NAME = "transformer";

    /**
     * SASRec's sizes: two layers, two heads, dimensions as the item rows.
     *
     * @param dropout while learning; papers that train in epochs take .1 to .2, where in one pass nothing is seen twice
     */
    public record Config(int dimensions, int layers, int heads, int feedForward, double dropout)
            implements EncoderConfig {
        public static Config read(Section section) {
            int dimensions = section.integer("dimensions", 64, 8, 4096);
            int heads = section.integer("heads", 2, 1, 64);
            if (dimensions % heads != 0) {
                section.fault("heads", "divide the dimensions (" + dimensions + ")", Integer.toString(heads), "");
                heads = 1;
            }
            return new Config(
                    dimensions,
                    section.integer("layers", 2, 1, 48),
                    heads,
                    section.integer("feed-forward", 2 * dimensions, 8, 65_536),
                    section.number("dropout", 0, 0, .9));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public HistoryEncoder declare(ParameterLayout.Builder parameters, int length) {
            return new Transformer(this, parameters.at("transformer"), length);
        }
    }

    private static final double AGE_DEVIATION = .02;
    private static final double LAYER_NORM_EPS = 1e-5;

    private final double dropoutWhileTraining;
    private final double dropout;
    private final String ages;
    private final TransformerEncoder layers;
    private final Linear out;

    private Transformer(Config config, ParameterLayout.Builder parameters, int length) {
        dropoutWhileTraining = config.dropout();
        dropout = 0;
        ages = parameters.add("ages", Shape.of(length, config.dimensions()), Init.normal(AGE_DEVIATION));
        layers = new TransformerEncoder(
                parameters,
                new TransformerEncoder.Config(
                        config.layers(),
                        config.dimensions(),
                        config.heads(),
                        config.feedForward(),
                        false,
                        true,
                        LAYER_NORM_EPS));
        out = new Linear(parameters.at("out"), config.dimensions(), config.dimensions());
    }

    private Transformer(Transformer other, double dropout) {
        this.dropoutWhileTraining = dropout;
        this.dropout = dropout;
        this.ages = other.ages;
        this.layers = other.layers.withDropout(dropout);
        this.out = other.out;
    }

    @Override
    public HistoryEncoder training() {
        return dropout == dropoutWhileTraining ? this : new Transformer(this, dropoutWhileTraining);
    }

    @Override
    public Tensor query(Recorder recorder, Parameters parameters, Tokens tokens) {
        HistoryTensors histories = tokens.histories();
        Tensor own = histories.slotHistories(recorder);
        return out.apply(
                parameters, layers.at(recorder, parameters, aged(parameters, tokens), own, histories.newest()));
    }

    @Override
    public Tensor filled(Recorder recorder, Parameters parameters, Tokens tokens, Tensor history, Tensor age) {
        HistoryTensors histories = tokens.histories();
        Tensor own = histories.slotHistories(recorder);
        Tensor mixed = layers.within(recorder, parameters, aged(parameters, tokens), own); // (rows, length, dimensions)
        Dim length = mixed.dim(1);
        Tensor slot = histories.slotOf(recorder, history.mul(length.constant()).add(age));
        Tensor holes = mixed.reshape(mixed.dim(0).times(length), mixed.dim(2)).gatherRows(slot);
        return out.apply(parameters, holes);
    }

    // (rows, length, dimensions)
    private Tensor aged(Parameters parameters, Tokens tokens) {
        Tensor age = parameters.get(ages).gatherRows(tokens.histories().slotAges());
        return tokens.packed().add(age).dropout(dropout);
    }
}
