package io.freshet.model.nn;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A pre-norm transformer (Vaswani et al. 2017; Xiong et al. 2020, arXiv:2002.04745) with exact GELU. */
public final class TransformerEncoder {
    /** Sizes; the feed-forward layer is {@code feedForward} wide inside. */
    public record Config(
            int layers, int width, int heads, int feedForward, boolean causal, boolean finalNorm, double layerNormEps) {
        public static Config of(int layers, int width, int heads) {
            return new Config(layers, width, heads, 4 * width, true, true, 1e-5);
        }
    }

    private record Layer(
            LayerNorm norm1, MultiHeadAttention attention, LayerNorm norm2, Linear linear1, Linear linear2) {
        Layer(ParameterLayout.Builder layout, Config config) {
            this(
                    new LayerNorm(layout.at("norm1"), config.width, config.layerNormEps),
                    new MultiHeadAttention(layout.at("self_attn"), config.width, config.heads),
                    new LayerNorm(layout.at("norm2"), config.width, config.layerNormEps),
                    new Linear(layout.at("linear1"), config.width, config.feedForward),
                    new Linear(layout.at("linear2"), config.feedForward, config.width));
        }

        Tensor apply(Parameters parameters, Tensor x, @Nullable Tensor bias, double dropout) {
            Tensor seen = attention.apply(parameters, norm1.apply(parameters, x), bias);
            return fed(parameters, x.add(seen.dropout(dropout)), dropout);
        }

        /** What comes out at single positions, at their cost alone. */
        Tensor at(Parameters parameters, Tensor x, Tensor bias, Asked asked, double dropout) {
            Tensor seen = attention.at(parameters, norm1.apply(parameters, x), bias, asked);
            return fed(parameters, asked.of(x).add(seen.dropout(dropout)), dropout);
        }

        private Tensor fed(Parameters parameters, Tensor mixed, double dropout) {
            Tensor wide =
                    linear1.apply(parameters, norm2.apply(parameters, mixed)).gelu();
            return mixed.add(linear2.apply(parameters, wide).dropout(dropout));
        }
    }

    private final Config config;
    private final List<Layer> layers;
    private final @Nullable LayerNorm norm;
    private final double dropout;

    public TransformerEncoder(ParameterLayout.Builder layout, Config config) {
        this.config = config;
        this.layers = IntStream.range(0, config.layers)
                .mapToObj(i -> new Layer(layout.at("layers." + i), config))
                .toList();
        this.norm = config.finalNorm ? new LayerNorm(layout.at("norm"), config.width, config.layerNormEps) : null;
        this.dropout = 0;
    }

    private TransformerEncoder(TransformerEncoder other, double dropout) {
        this.config = other.config;
        this.layers = other.layers;
        this.norm = other.norm;
        this.dropout = dropout;
    }

    /** The same layers and parameters, with dropout of what attention and feed-forward put out (Vaswani et al. 2017). */
    public TransformerEncoder withDropout(double rate) {
        return new TransformerEncoder(this, rate);
    }

    /**
     * Encodes sequences.
     *
     * @param x (batch, length, width)
     * @param padding true at padded positions (batch, length); what comes out there means nothing
     */
    public Tensor apply(Recorder recorder, Parameters parameters, Tensor x, Tensor padding) {
        Tensor blocked = AttentionMask.padding(recorder, padding, config.causal);
        return encode(parameters, x, AttentionMask.bias(recorder, blocked));
    }

    /**
     * Encodes rows in which several sequences may stand.
     *
     * @param x (rows, length, width)
     * @param sequence (rows, length) int64: which one a position belongs to; positions see those of their own alone
     */
    public Tensor within(Recorder recorder, Parameters parameters, Tensor x, Tensor sequence) {
        return encode(parameters, x, biasWithin(recorder, sequence));
    }

    /**
     * As {@link #within}, at single positions: (questions, width). The last layer computes nothing else.
     *
     * @param asked one position of each sequence, in the order of the sequences' numbers
     */
    public Tensor at(Recorder recorder, Parameters parameters, Tensor x, Tensor sequence, Asked asked) {
        Tensor bias = biasWithin(recorder, sequence);
        Tensor encoded = x;
        for (Layer layer : layers.subList(0, layers.size() - 1)) {
            encoded = layer.apply(parameters, encoded, bias, dropout);
        }
        Tensor seated = AttentionMask.bias(recorder, AttentionMask.others(asked.seated(), sequence));
        Tensor answers = layers.get(layers.size() - 1).at(parameters, encoded, seated, asked, dropout);
        return norm == null ? answers : norm.apply(parameters, answers);
    }

    private Tensor biasWithin(Recorder recorder, Tensor sequence) {
        if (config.causal) {
            throw new IllegalStateException("transformer: a causal one takes one sequence a row");
        }
        return AttentionMask.bias(recorder, AttentionMask.others(sequence, sequence));
    }

    /** Encodes sequences that are all of full length. */
    public Tensor apply(Recorder recorder, Parameters parameters, Tensor x) {
        if (!config.causal) {
            return encode(parameters, x, null);
        }
        return encode(parameters, x, AttentionMask.bias(recorder, AttentionMask.causal(recorder, x.dim(1))));
    }

    private Tensor encode(Parameters parameters, Tensor x, @Nullable Tensor bias) {
        Tensor encoded = x;
        for (Layer layer : layers) {
            encoded = layer.apply(parameters, encoded, bias, dropout);
        }
        return norm == null ? encoded : norm.apply(parameters, encoded);
    }
}
