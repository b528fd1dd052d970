package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int SIZE = 20_000;

    @Test
    void dropsAShareAndKeepsTheMean() {
        float[] dropped = run(.2, 1)[0];
        assertThat(Arrays.equals(dropped, run(.2, 1)[0])).as("the same seed").isTrue();
        assertThat(Arrays.equals(dropped, run(.2, 2)[0])).as("another seed").isFalse();
        int zeros = 0;
        for (float value : dropped) {
            zeros += value == 0 ? 1 : 0;
            assertThat(value).isIn(0f, 1.25f);
        }
        assertThat((double) zeros / SIZE).isCloseTo(.2, within(.02)); // seven standard deviations
    }

    @Test
    void theGradientPassesWhereNothingWasDropped() {
        float[][] both = run(.5, 3);
        assertThat(both[1]).isEqualTo(both[0]);
    }

    @Test
    void drawsAnewWhereItStandsTwice() {
        float[] twice = run(.5, 4)[2];
        assertThat(twice).contains(0f, 2f, 4f);
    }

    @Test
    void aRateOf0IsNothing() {
        Recorder r = new Recorder("none", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(3));
        assertThat(x.dropout(0)).isSameAs(x);
    }

    @Test
    void isRefusedWithoutASeed() {
        Recorder r = new Recorder("unseeded", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(3));
        assertThatThrownBy(() -> x.dropout(.1)).hasMessageContaining("seedDraws");
    }

    /** Ones with a part dropped, the gradient of their sum, and the sum of two such tensors. */
    private static float[][] run(double rate, long seed) {
        Recorder r = new Recorder("dropout", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(SIZE)).leaf();
        r.seedDraws(r.intInput("seed", Shape.scalar()));
        Tensor dropped = x.dropout(rate);
        r.output("dropped", dropped);
        r.output("gradient", r.gradient(dropped.sum(), x));
        r.output("twice", dropped.add(x.mul(1).dropout(rate)));
        float[] ones = new float[SIZE];
        Arrays.fill(ones, 1);
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(scope.floats(Shape.of(SIZE), ones), scope.longs(Shape.scalar(), seed))) {
            return new float[][] {
                outputs.get("dropped").floats(),
                outputs.get("gradient").floats(),
                outputs.get("twice").floats()
            };
        }
    }
}
