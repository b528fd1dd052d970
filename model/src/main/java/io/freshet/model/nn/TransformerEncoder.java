package io.freshet.model.nn;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pre-norm transformer (Vaswani et al. 2017; Xiong et al. 2020, arXiv:2002.04745) with exact GELU, without dropout. */
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

        Tensor apply(Parameters parameters, Tensor x, @Nullable Tensor bias) {
            return fed(parameters, x.add(attention.apply(parameters, norm1.apply(parameters, x), bias)));
        }

        /** What comes out at the first positions, at their cost alone. */
        Tensor applyToFirst(Parameters parameters, Tensor x, int positions, @Nullable Tensor bias) {
            Tensor normed = norm1.apply(parameters, x);
            Tensor seen = attention.applyToFirst(parameters, normed, positions, bias);
            return fed(parameters, x.slice(1, 0, positions).add(seen));
        }

        private Tensor fed(Parameters parameters, Tensor mixed) {
            Tensor wide =
                    linear1.apply(parameters, norm2.apply(parameters, mixed)).gelu();
            return mixed.add(linear2.apply(parameters, wide));
        }
    }

    private final Config config;
    private final List<Layer> layers = new ArrayList<>();
    private final @Nullable LayerNorm norm;

    public TransformerEncoder(ParameterLayout.Builder layout, Config config) {
        this.config = config;
        for (int i = 0; i < config.layers; i++) {
            layers.add(new Layer(layout.at("layers." + i), config));
        }
        this.norm = config.finalNorm ? new LayerNorm(layout.at("norm"), config.width, config.layerNormEps) : null;
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
     * What comes out at the first position of each sequence: (batch, width). The last layer computes nothing else.
     *
     * @param x (batch, length, width)
     * @param padding true at padded positions (batch, length)
     */
    public Tensor first(Recorder recorder, Parameters parameters, Tensor x, Tensor padding) {
        Tensor bias = AttentionMask.bias(recorder, AttentionMask.padding(recorder, padding, config.causal));
        Tensor encoded = x;
        for (Layer layer : layers.subList(0, layers.size() - 1)) {
            encoded = layer.apply(parameters, encoded, bias);
        }
        Layer last = layers.get(layers.size() - 1);
        Tensor first =
                last.applyToFirst(parameters, encoded, 1, bias.slice(2, 0, 1)).select(1, 0);
        return norm == null ? first : norm.apply(parameters, first);
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
            encoded = layer.apply(parameters, encoded, bias);
        }
        return norm == null ? encoded : norm.apply(parameters, encoded);
    }
}
