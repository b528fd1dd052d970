package io.freshet.model.encoder;

import io.freshet.config.YamlFile;
import io.freshet.model.nn.Asked;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Histories of many lengths, encoded together and each by itself. */
class TransformerTest {
    private static final int LENGTH = 4;
    private static final int WIDTH = 8;
    private static final long[] LENGTHS = {1, 4, 0, 2, 3, 1};

    private final ParameterLayout.Builder builder = ParameterLayout.builder();
    private final HistoryEncoder encoder = Transformer.Config.read(
                    YamlFile.parse("dimensions: " + WIDTH + "\nfeed-forward: 8", "test", Map.of()))
            .declare(builder, LENGTH);
    private final ParameterLayout layout = builder.build();
    private final Array flat = Array.uniform(1, -.5, .5, layout.size());
    private final Array events = Array.random(2, LENGTHS.length * LENGTH, WIDTH);

    @Test
    void encodesHistoriesTogetherAsEachByItself() {
        double[] alone = IntStream.range(0, LENGTHS.length)
                .mapToObj(history -> Probe.value(
                        (r, in) -> encoder.query(r, parameters(in.get(0)), tokens(r, in.get(1), history, history + 1)),
                        flat,
                        events))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        Probe.check(
                alone,
                (r, in) -> encoder.query(r, parameters(in.get(0)), tokens(r, in.get(1), 0, LENGTHS.length)),
                flat,
                events);
    }

    @Test
    void encodesStackedGroupsAsOne() {
        double[] whole = Probe.value(
                (r, in) -> encoder.query(r, parameters(in.get(0)), tokens(r, in.get(1), 0, LENGTHS.length)),
                flat,
                events);
        double[] stacked = Probe.value(
                (r, in) -> {
                    HistoryTensors groups = HistoryTensors.stack(
                            r, List.of(histories(r, 0, 1), histories(r, 1, 3), histories(r, 3, LENGTHS.length)));
                    return encoder.query(r, parameters(in.get(0)), tokens(r, groups, in.get(1)));
                },
                flat,
                events);
        Probe.assertClose(stacked, whole, 1e-10);
    }

    @Test
    void fillsHolesWhereTheyAre() {
        double[] together = filled(0, LENGTHS.length, new long[] {3, 3, 1}, 0, 1, 3);
        Probe.assertClose(Arrays.copyOf(together, 2 * WIDTH), filled(3, 4, new long[] {0, 0}, 0, 1), 1e-10);
        Probe.assertClose(Arrays.copyOfRange(together, 2 * WIDTH, 3 * WIDTH), filled(1, 2, new long[] {0}, 3), 1e-10);
    }

    private double[] filled(int from, int to, long[] history, long... age) {
        return Probe.value(
                (r, in) -> encoder.filled(
                        r,
                        parameters(in.get(0)),
                        tokens(r, in.get(1), from, to),
                        r.intConstant(history),
                        r.intConstant(age)),
                flat,
                events);
    }

    private Parameters parameters(Tensor buffer) {
        return new Parameters(layout, buffer);
    }

    private static Tokens tokens(Recorder r, Tensor events, int from, int to) {
        return tokens(r, histories(r, from, to), events);
    }

    // place 0 is no event
    private static Tokens tokens(Recorder r, HistoryTensors histories, Tensor events) {
        return new Tokens(histories, r.concat(0, r.zeros(Shape.of(1, WIDTH)), events));
    }

    /** Some of the histories; each has events of its own. */
    private static HistoryTensors histories(Recorder r, int from, int to) {
        long[] lengths = Arrays.copyOfRange(LENGTHS, from, to);
        long[] places = new long[lengths.length * LENGTH];
        for (int i = 0; i < places.length; i++) {
            places[i] = i % LENGTH < lengths[i / LENGTH] ? 1 + from * LENGTH + i : 0;
        }
        SharedRows rows = SharedRows.of(lengths, LENGTH);
        return new HistoryTensors(
                r.intConstant(lengths),
                r.intConstant(places).reshape(lengths.length, LENGTH),
                r.intConstant(rows.slots()).reshape(rows.count(), LENGTH),
                new Asked(
                        r.intConstant(rows.newest()),
                        r.intConstant(rows.seated()).reshape(rows.count(), SharedRows.MOST),
                        r.intConstant(rows.seats())));
    }
}
