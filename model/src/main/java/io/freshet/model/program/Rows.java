package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import java.util.Arrays;
import java.util.List;

/** Rows of a table by their index. */
public sealed interface Rows extends Shaped permits Tensor {
    /** The rows of a table at indices of any shape: index.shape + this.shape without its first axis. */
    default Tensor gatherRows(Tensor index) {
        ShapeRules.requireType("gatherRows", index, DType.INT64);
        Shape shape = index.shape().plus(shape().from(1));
        if (rank() == 2 && type().isFloat()) {
            // its backward sorts the indices on a GPU, so that a rerun is bit-identical there too
            return self().recorder()
                    .pure("gatherRows", "torch.embedding(%0, %1)", List.of(self(), index), type(), shape);
        }
        String code = "torch.index_select(%0, 0, %1)";
        Tensor flat = self().recorder()
                .pure(
                        "gatherRows",
                        code,
                        List.of(self(), index.flatten()),
                        type(),
                        Shape.of(index.shape().size()).plus(shape().from(1)));
        return flat.reshape(shape);
    }

    /** As {@link #gatherRows}, where row 0 is padding: what reads it teaches it nothing. */
    default Tensor gatherRowsPadded(Tensor index) {
        ShapeRules.requireType("gatherRows", index, DType.INT64);
        ShapeRules.requireRank("gatherRows", self(), 2);
        Shape shape = index.shape().plus(shape().from(1));
        String code = "torch.embedding(%0, %1, 0)";
        return self().recorder().pure("gatherRows", code, List.of(self(), index), type(), shape);
    }

    /** For each index the element at that place along an axis. */
    default Tensor gather(int axis, Tensor index) {
        ShapeRules.requireType("gather", index, DType.INT64);
        int at = shape().axis(axis);
        boolean fits = index.rank() == rank() && index.shape().without(at).equals(shape().without(at));
        ShapeRules.require(fits, "gather", self(), index, "differ beside axis " + at);
        String code = "torch.gather(%0, " + at + ", %1)";
        return self().recorder().pure("gather", code, List.of(self(), index), type(), index.shape());
    }

    /** This with rows added at indices; a row may be hit several times. */
    default Tensor indexAdd(Tensor index, Tensor rows) {
        ShapeRules.requireRows("indexAdd", self(), index, rows);
        return self().recorder()
                .pure("indexAdd", "torch.index_add(%0, 0, %1, %2)", List.of(self(), index, rows), type(), shape());
    }

    /** Sums the rows that share a segment number: (segments, ...). */
    default Tensor segmentSum(Tensor segment, Dim segments) {
        Shape shape = shape().with(0, segments);
        return self().recorder().full(shape, type(), 0).indexAdd(segment, self());
    }

    /** The sums of runs that lie one after the other in a vector: (lengths). */
    default Tensor segmentSums(long... lengths) {
        requireRuns("segmentSums", lengths, shape().size());
        Tensor runs = self().recorder().intConstant(lengths);
        String code = "torch.segment_reduce(%0, \"sum\", lengths=%1, unsafe=True)";
        return self().recorder()
                .record("segmentSums", code, List.of(self(), runs), type(), Shape.of(lengths.length), Flow.NONE);
    }

    /** Each element of a vector as often as its length says: (sum of lengths). */
    default Tensor repeatEach(long... lengths) {
        requireRuns("repeatEach", new long[] {lengths.length}, shape().size());
        long size = Arrays.stream(lengths).sum();
        Tensor runs = self().recorder().intConstant(lengths);
        String code = "torch.repeat_interleave(%0, %1, output_size=" + size + ")";
        return self().recorder().record("repeatEach", code, List.of(self(), runs), type(), Shape.of(size), Flow.NONE);
    }

    private void requireRuns(String name, long[] lengths, Dim size) {
        long sum = Arrays.stream(lengths).sum();
        if (rank() != 1 || !size.is(sum)) {
            throw new IllegalArgumentException(name + ": runs make " + sum + " in all, got " + self().describe());
        }
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
