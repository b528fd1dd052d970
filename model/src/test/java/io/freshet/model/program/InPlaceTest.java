package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import org.junit.jupiter.api.Test;

class InPlaceTest {
    private final Recorder r = new Recorder("in-place", DType.FLOAT64);
    private final Tensor x = r.input("x", Shape.of(3));

    @Test
    void overwritesATemporaryThatNothingReadsLater() {
        r.output("y", x.mul(x).add(1).exp());
        assertThat(source()).contains("torch.mul(").contains("torch.add_(").contains("torch.exp_(");
    }

    @Test
    void keepsWhatIsReadAgain() {
        Tensor twice = x.add(x);
        r.output("y", twice.exp().mul(twice));
        assertThat(source()).contains("torch.exp(").contains("torch.mul_(");
    }

    @Test
    void keepsArgumentsAndViewsOfThem() {
        r.output("y", x.exp());
        r.output("z", x.slice(0, 0, 2).exp());
        assertThat(source()).doesNotContain("exp_(");
    }

    @Test
    void keepsWhatAGradientFlowsThrough() {
        Tensor leaf = x.leaf();
        Tensor factor = x.add(2);
        Tensor loss = factor.mul(leaf).exp().sum();
        r.output("gradient", r.gradient(loss, leaf));
        assertThat(source()).doesNotContain("mul_(").doesNotContain("exp_(");
    }

    @Test
    void keepsATemporaryThatGrows() {
        r.output("y", x.sum().add(1).add(x));
        assertThat(source()).contains("torch.add_(").contains("torch.add(");
    }

    @Test
    void computesWhatItDidBefore() {
        Array values = Array.random(1, 3);
        double[] expected = new double[3];
        for (int i = 0; i < 3; i++) {
            double square = values.at(i) * values.at(i);
            expected[i] = Math.sqrt(square + 1) * -3 + square;
        }
        Probe.assertClose(
                Probe.value(
                        (recorder, in) -> {
                            Tensor square = in.get(0).mul(in.get(0));
                            return square.add(1).sqrt().mul(-3).add(square);
                        },
                        values),
                expected,
                1e-15);
    }

    private String source() {
        return r.program().script().source();
    }
}
