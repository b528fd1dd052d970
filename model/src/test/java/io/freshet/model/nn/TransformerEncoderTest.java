package io.freshet.model.nn;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformerEncoderTest {
    private static final int LENGTH = 3;
    private static final int WIDTH = 4;

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "2, true"})
    void firstPositionAloneIsThatOfTheWhole(int count, boolean causal) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        TransformerEncoder encoder = new TransformerEncoder(
                builder, new TransformerEncoder.Config(count, WIDTH, 2, 2 * WIDTH, causal, true, 1e-5));
        ParameterLayout layout = builder.build();
        Array flat = Array.random(1, layout.size());
        Array x = Array.random(2, 2, LENGTH, WIDTH);
        double[] whole = Probe.value(
                (r, in) -> encoder.apply(r, new Parameters(layout, in.get(0)), in.get(1), padding(r))
                        .select(1, 0),
                flat,
                x);
        Probe.check(
                whole, (r, in) -> encoder.first(r, new Parameters(layout, in.get(0)), in.get(1), padding(r)), flat, x);
    }

    // one history lacks its last event, the other all of them
    private static Tensor padding(Recorder r) {
        Tensor full = r.constant(0, 0, 1).unsqueeze(0);
        Tensor empty = r.ones(full.shape());
        return r.concat(0, List.of(full, empty)).gt(0);
    }
}
