package io.freshet.model.encoder;

import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import org.junit.jupiter.api.Test;

class RevisitsTest {
    private static final int HISTORIES = 2;
    private static final int LENGTH = 4;
    private static final int WIDTH = 8;

    private final ParameterLayout.Builder builder = ParameterLayout.builder();
    private final Revisits revisits = new Revisits(builder);
    private final ParameterLayout layout = builder.build();
    private final Array flat = Array.random(1, layout.size());
    private final Array rows = Array.random(2, HISTORIES, LENGTH, WIDTH);

    @Test
    void sumsRowsThatFadeWithTheirAgeTheLastByAWeightOfItsOwn() {
        double gain = Revisits.UNIT * parameter("revisits.gain");
        double ofLast = Revisits.UNIT * parameter("revisits.gain.last");
        double left = 1 / (1 + Math.exp(-Revisits.UNIT * parameter("revisits.decay")));
        double[] expected = new double[HISTORIES * WIDTH];
        for (int h = 0; h < HISTORIES; h++) {
            for (int d = 0; d < WIDTH; d++) {
                for (int age = 0; age < LENGTH; age++) {
                    double weight = gain * Math.pow(left, age) + (age == 0 ? ofLast : 0);
                    expected[h * WIDTH + d] += weight * rows.at(h, age, d);
                }
            }
        }

        Probe.check(
                expected,
                (r, in) -> revisits.query(r, new Parameters(layout, in.get(0)), FullHistories.of(r, in.get(1))),
                flat,
                rows);
    }

    private double parameter(String name) {
        return flat.at(layout.range(name).from());
    }
}
