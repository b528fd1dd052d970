package io.freshet.model.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.model.program.DType;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences of 3, 1 and 2 positions: padded, each in a row of its own, and packed, the last two side by side. */
class TransformerEncoderTest {
    private static final int LENGTH = 3;
    private static final int WIDTH = 4;
    // among the positions of (3, LENGTH)
    private static final long[] PRESENT = {0, 1, 2, 3, 6, 7};
    private static final long[] FIRST = {0, 3, 6};
    // among the positions of (2, LENGTH)
    private static final long[] FIRST_PACKED = {0, 3, 4};

    private final Array x = Array.random(2, 3, LENGTH, WIDTH);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sequencesSideBySideAreEncodedAsEachByItself(int layers) {
        Layers encoder = new Layers(layers, false);
        double[] padded =
                Probe.value((r, in) -> rows(encoder.padded(r, in.get(0), in.get(1)), r, PRESENT), encoder.flat, x);
        Probe.check(
                padded,
                (r, in) -> encoder.encoder
                        .within(r, encoder.parameters(in.get(0)), packed(r, in.get(1)), sequences(r))
                        .reshape(2 * LENGTH, WIDTH),
                encoder.flat,
                x);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void positionsThatAreAskedForAreThoseOfTheWhole(int layers) {
        Layers encoder = new Layers(layers, false);
        double[] whole =
                Probe.value((r, in) -> rows(encoder.padded(r, in.get(0), in.get(1)), r, FIRST), encoder.flat, x);
        Probe.check(
                whole,
                (r, in) -> encoder.encoder.at(
                        r, encoder.parameters(in.get(0)), packed(r, in.get(1)), sequences(r), first(r)),
                encoder.flat,
                x);
    }

    @Test
    void refusesACausalMaskWhereRowsAreShared() {
        Layers encoder = new Layers(1, true);
        assertThatThrownBy(() -> Probe.value(
                        (r, in) -> encoder.encoder.within(
                                r, encoder.parameters(in.get(0)), packed(r, in.get(1)), sequences(r)),
                        encoder.flat,
                        x))
                .hasMessageContaining("one sequence a row");
    }

    private static final class Layers {
        final TransformerEncoder encoder;
        final ParameterLayout layout;
        final Array flat;

        Layers(int count, boolean causal) {
            ParameterLayout.Builder builder = ParameterLayout.builder();
            encoder = new TransformerEncoder(
                    builder, new TransformerEncoder.Config(count, WIDTH, 2, 2 * WIDTH, causal, true, 1e-5));
            layout = builder.build();
            flat = Array.random(1, layout.size());
        }

        Parameters parameters(Tensor buffer) {
            return new Parameters(layout, buffer);
        }

        Tensor padded(Recorder r, Tensor buffer, Tensor sequences) {
            Tensor padding = r.intConstant(0, 0, 0, 0, 1, 1, 0, 0, 1).ne(0).reshape(3, LENGTH);
            return encoder.apply(r, parameters(buffer), sequences, padding);
        }
    }

    private static Tensor rows(Tensor positions, Recorder r, long... places) {
        return positions.reshape(3 * LENGTH, WIDTH).gatherRows(r.intConstant(places));
    }

    private static Tensor packed(Recorder r, Tensor padded) {
        return rows(padded, r, PRESENT).reshape(2, LENGTH, WIDTH);
    }

    private static Tensor sequences(Recorder r) {
        return r.intConstant(0, 0, 0, 1, 2, 2).reshape(2, LENGTH);
    }

    private static Asked first(Recorder r) {
        Tensor seated = r.concat(
                0,
                List.of(
                        r.full(Shape.of(1, 2), DType.INT64, 0),
                        r.intConstant(1, 2).unsqueeze(0)));
        return new Asked(r.intConstant(FIRST_PACKED), seated, r.intConstant(0, 2, 3));
    }
}
