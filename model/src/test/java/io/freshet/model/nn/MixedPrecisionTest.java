package io.freshet.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Program;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Layers that multiply in bfloat16, in programs of 32 bits. */
class MixedPrecisionTest {
    private static final int WIDTH = 16;
    private static final float[] NUMBERS = {1, 1 / 3f, -2.7182817f, 1e30f, 1e-30f, 257, 258.9f, 0};

    @Test
    void castKeepsEightBinaryDigitsAndItsGradientPassesBackInThem() {
        Recorder r = new Recorder("cast", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(NUMBERS.length)).leaf();
        Tensor rounded = x.cast(DType.BFLOAT16).toFloat();
        r.output("rounded", rounded);
        // so that the gradient by each element is that element's own number, on its way back through the cast
        Tensor weight = r.input("x", Shape.of(NUMBERS.length));
        r.output("gradient", r.gradient(rounded.mul(weight).sum(), x));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(Map.of("x", scope.floats(Shape.of(NUMBERS.length), NUMBERS)))) {
            float[] expected = new float[NUMBERS.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = rounded(NUMBERS[i]);
            }
            assertThat(outputs.get("rounded").floats()).isEqualTo(expected);
            assertThat(outputs.get("gradient").floats()).isEqualTo(expected);
            assertThat(outputs.get("gradient").type()).isEqualTo(DType.FLOAT32);
        }
    }

    /** To the nearest number whose lower 16 bits are zero; to the even one of two. */
    private static float rounded(float x) {
        int bits = Float.floatToRawIntBits(x);
        return Float.intBitsToFloat(bits + 0x7FFF + (bits >> 16 & 1) & 0xFFFF0000);
    }

    @Test
    void bfloat16NeverLeavesAProgram() {
        assertThatThrownBy(() -> new Recorder("half", DType.BFLOAT16)).hasMessageContaining("float32 or float64");
        Recorder r = new Recorder("half", DType.FLOAT32);
        Shape shape = Shape.of(2);
        assertThatThrownBy(() -> r.state("s", DType.BFLOAT16, shape)).hasMessageContaining("must not be bfloat16");
        assertThatThrownBy(() -> r.input("i", DType.BFLOAT16, shape)).hasMessageContaining("must not be bfloat16");
        Tensor half = r.input("x", shape).cast(DType.BFLOAT16);
        assertThatThrownBy(() -> r.output("y", half)).hasMessageContaining("output 'y': must not be bfloat16");
    }

    @Test
    void typesAreNotMixedUnasked() {
        Recorder r = new Recorder("mixed", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(2, 3));
        Tensor weight = r.input("w", Shape.of(4, 3));
        assertThatThrownBy(() -> x.cast(DType.BFLOAT16).linear(weight)).hasMessageContaining("must be bfloat16");
        assertThatThrownBy(() -> x.cast(DType.BFLOAT16).add(x)).hasMessageContaining("differ in type");
    }

    @Test
    void weightsAreCastOnceHoweverManyLayersMultiply() {
        String listing = record(DType.BFLOAT16).toString();
        String weights = "bfloat16 " + Shape.of(LAYOUT.size());
        assertThat(listing.lines().filter(line -> line.contains("= to(") && line.endsWith(weights)))
                .hasSize(1);
        assertThat(listing.lines().filter(line -> line.contains("= linear(")))
                .hasSize(8)
                .allMatch(line -> line.contains(" bfloat16 "));
        assertThat(record(DType.FLOAT32).toString()).doesNotContain("bfloat16", "= to(");
    }

    @Test
    void transformerIsCloseToThatOf32Bits() {
        float[][] whole = run(DType.FLOAT32);
        float[][] half = run(DType.BFLOAT16);
        for (int output = 0; output < whole.length; output++) {
            assertThat(half[output]).isNotEqualTo(whole[output]);
            double length = 0;
            double apart = 0;
            for (int i = 0; i < whole[output].length; i++) {
                length += Math.pow(whole[output][i], 2);
                apart += Math.pow(whole[output][i] - half[output][i], 2);
            }
            assertThat(Math.sqrt(apart / length)).isCloseTo(0, offset(.02));
        }
    }

    private static final ParameterLayout.Builder BUILDER = ParameterLayout.builder();
    private static final TransformerEncoder ENCODER =
            new TransformerEncoder(BUILDER, new TransformerEncoder.Config(2, WIDTH, 2, 2 * WIDTH, true, true, 1e-5));
    private static final ParameterLayout LAYOUT = BUILDER.build();
    private static final Shape SEQUENCES = Shape.of(3, 5, WIDTH);

    private static Program record(DType products) {
        Recorder r = new Recorder("transformer", DType.FLOAT32);
        Tensor flat = r.state("flat", Shape.of(LAYOUT.size()));
        Tensor leaf = flat.leaf();
        Tensor x = r.input("x", SEQUENCES).leaf();
        Tensor encoded = ENCODER.apply(r, new Parameters(LAYOUT, leaf, products), x);
        List<Tensor> gradients = r.gradient(encoded.square().mul(x).sum(), List.of(leaf, x));
        r.output("encoded", encoded);
        r.output("gradient", gradients.get(0));
        r.output("gradient.x", gradients.get(1));
        return r.program();
    }

    private static float[][] run(DType products) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[(int) SEQUENCES.size().constant()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = record(products).load(Device.cpu())) {
            DeviceTensor flat = scope.floats(Shape.of(LAYOUT.size()), LAYOUT.initial(1));
            try (Outputs outputs = program.run(Map.of("flat", flat, "x", scope.floats(SEQUENCES, x)))) {
                return new float[][] {
                    outputs.get("encoded").floats(),
                    outputs.get("gradient").floats(),
                    outputs.get("gradient.x").floats()
                };
            }
        }
    }
}
