package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.testing.Array;
import io.freshet.model.testing.Probe;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final Array TABLE = Array.random(1, 4, 3);
    private static final int[] INDEX = {2, 0, 2, 3};

    @Test
    void gathersRowsOfAnyIndexShape() {
        double[] expected = IntStream.range(0, 12)
                .mapToDouble(i -> TABLE.at(INDEX[i / 3], i % 3))
                .toArray();
        Probe.check(expected, (r, in) -> in.get(0).gatherRows(index(r)), TABLE);
        Probe.check(expected, (r, in) -> in.get(0).gatherRows(index(r).reshape(2, 2)), TABLE);
        Array vector = Array.random(2, 4);
        Probe.check(
                IntStream.of(INDEX).mapToDouble(vector::at).toArray(),
                (r, in) -> in.get(0).gatherRows(index(r).reshape(2, 2)),
                vector);
        Array cube = Array.random(3, 4, 2, 2);
        Probe.check(
                IntStream.range(0, 16)
                        .mapToDouble(i -> cube.at(INDEX[i / 4], i / 2 % 2, i % 2))
                        .toArray(),
                (r, in) -> in.get(0).gatherRows(index(r)),
                cube);
    }

    @Test
    void gathersAlongAnAxis() {
        Probe.check(
                new double[] {TABLE.at(0, 2), TABLE.at(1, 0), TABLE.at(2, 2), TABLE.at(3, 1)},
                (r, in) -> in.get(0).gather(1, r.intConstant(2, 0, 2, 1).reshape(4, 1)),
                TABLE);
    }

    @Test
    void addsAndSumsRowsThatShareAnIndex() {
        Array rows = Array.random(4, 4, 3);
        double[] sums = new double[12];
        for (int i = 0; i < 12; i++) {
            sums[INDEX[i / 3] * 3 + i % 3] += rows.at(i / 3, i % 3);
        }
        Probe.check(sums, (r, in) -> in.get(0).segmentSum(index(r), Dim.of(4)), rows);
        double[] added = IntStream.range(0, 12)
                .mapToDouble(i -> TABLE.values()[i] + sums[i])
                .toArray();
        Probe.check(added, (r, in) -> in.get(0).indexAdd(index(r), in.get(1)), TABLE, rows);
    }

    @Test
    void gathersIntegerRows() {
        Array ids = Array.of(new long[] {4, 2}, 10, 11, 20, 21, 30, 31, 40, 41);
        assertThat(Probe.value((r, in) -> in.get(0).toInt().gatherRows(r.intConstant(3, 1)), ids))
                .containsExactly(40, 41, 20, 21);
    }

    private static Tensor index(Recorder r) {
        return r.intConstant(2, 0, 2, 3);
    }

    @Test
    void teachesPaddingNothing() {
        Probe.assertClose(
                Probe.value((r, in) -> in.get(0).gatherRowsPadded(index(r)), TABLE),
                Probe.value((r, in) -> in.get(0).gatherRows(index(r)), TABLE),
                0);
        // rows 2 and 3 are read twice and once, row 0 is padding
        Probe.assertClose(
                Probe.value(
                        (r, in) -> {
                            Tensor leaf = in.get(0).leaf();
                            return r.gradient(leaf.gatherRowsPadded(index(r)).sum(), leaf);
                        },
                        TABLE),
                new double[] {0, 0, 0, 0, 0, 0, 2, 2, 2, 1, 1, 1},
                0);
    }
}
