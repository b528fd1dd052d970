package io.freshet.model.encoder;

import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import org.junit.jupiter.api.Test;

class ExponentialKernelTest {
    private static final int HISTORIES = 2;
    private static final int LENGTH = 4;
    private static final int WIDTH = 8;

    private final ParameterLayout.Builder builder = ParameterLayout.builder();
    private final HistoryEncoder encoder = config().declare(builder, LENGTH);
    private final ParameterLayout layout = builder.build();
    private final Array flat = Array.random(1, layout.size());
    private final Array events = Array.random(2, HISTORIES, LENGTH, WIDTH);

    private static EncoderConfig config() {
        Section section = YamlFile.parse("dimensions: " + WIDTH, "test", java.util.Map.of());
        return ExponentialKernel.Config.read(section);
    }

    @Test
    void sumsEventsThatFadeWithTheirAge() {
        double[] expected = new double[HISTORIES * WIDTH];
        for (int h = 0; h < HISTORIES; h++) {
            for (int d = 0; d < WIDTH; d++) {
                for (int age = 0; age < LENGTH; age++) {
                    double faded = Math.pow(rate("kernel.decay", d), age) * events.at(h, age, d);
                    expected[h * WIDTH + d] += faded * parameter("kernel.gain", d);
                }
            }
        }
        Probe.check(
                expected,
                (r, in) -> encoder.query(r, parameters(in.get(0)), FullHistories.of(r, in.get(1))),
                flat,
                events);
    }

    @Test
    void fillsAHoleFromBothSides() {
        int[][] holes = {{0, 0}, {1, 2}, {1, 3}};
        double[] expected = new double[holes.length * WIDTH];
        for (int h = 0; h < holes.length; h++) {
            for (int d = 0; d < WIDTH; d++) {
                for (int age = 0; age < LENGTH; age++) {
                    int gap = age - holes[h][1];
                    String side = gap > 0 ? "kernel.before" : "kernel.after";
                    double weight = gap == 0
                            ? 0
                            : Math.pow(rate(side + ".decay", d), Math.abs(gap) - 1) * parameter(side + ".gain", d);
                    expected[h * WIDTH + d] += weight * events.at(holes[h][0], age, d);
                }
            }
        }
        Probe.check(
                expected,
                (r, in) -> encoder.filled(
                        r,
                        parameters(in.get(0)),
                        FullHistories.of(r, in.get(1)),
                        r.intConstant(0, 1, 1),
                        r.intConstant(0, 2, 3)),
                flat,
                events);
    }

    private Parameters parameters(Tensor flatLeaf) {
        return new Parameters(layout, flatLeaf);
    }

    private double parameter(String name, int dimension) {
        return flat.at(layout.range(name).from() + dimension);
    }

    private double rate(String name, int dimension) {
        return 1 / (1 + Math.exp(-parameter(name, dimension)));
    }
}
