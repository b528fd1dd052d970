package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import io.freshet.model.program.Operation.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Axes summed up into one number each, and the order of elements along an axis. */
public sealed interface Reductions extends Shaped permits Tensor {
    default Tensor sum() {
        return total("sum");
    }

    /** The sum over axes, which go. */
    default Tensor sum(int... axes) {
        return reduce("sum", "torch.sum(%0, {axes}, {keep})", false, axes);
    }

    /** The sum over axes, which stay with length one. */
    default Tensor sumKeep(int... axes) {
        return reduce("sum", "torch.sum(%0, {axes}, {keep})", true, axes);
    }

    default Tensor mean() {
        ShapeRules.requireFloat("mean", self());
        return total("mean");
    }

    default Tensor mean(int... axes) {
        ShapeRules.requireFloat("mean", self());
        return reduce("mean", "torch.mean(%0, {axes}, {keep})", false, axes);
    }

    default Tensor meanKeep(int... axes) {
        ShapeRules.requireFloat("mean", self());
        return reduce("mean", "torch.mean(%0, {axes}, {keep})", true, axes);
    }

    /** The biased variance (divided by n) over axes, which go. */
    default Tensor variance(int... axes) {
        return reduce("variance", "torch.var(%0, {axes}, False, {keep})", false, axes);
    }

    default Tensor varianceKeep(int... axes) {
        return reduce("variance", "torch.var(%0, {axes}, False, {keep})", true, axes);
    }

    /** The unbiased variance (divided by n - 1) over axes, which go. */
    default Tensor unbiasedVariance(int... axes) {
        return reduce("unbiasedVariance", "torch.var(%0, {axes}, True, {keep})", false, axes);
    }

    default Tensor unbiasedVarianceKeep(int... axes) {
        return reduce("unbiasedVariance", "torch.var(%0, {axes}, True, {keep})", true, axes);
    }

    /** The largest element. */
    default Tensor max() {
        return total("max");
    }

    default Tensor max(int... axes) {
        return reduce("max", "torch.amax(%0, {axes}, {keep})", false, axes);
    }

    default Tensor maxKeep(int... axes) {
        return reduce("max", "torch.amax(%0, {axes}, {keep})", true, axes);
    }

    /** The smallest element. */
    default Tensor min() {
        return total("min");
    }

    default Tensor min(int... axes) {
        return reduce("min", "torch.amin(%0, {axes}, {keep})", false, axes);
    }

    default Tensor minKeep(int... axes) {
        return reduce("min", "torch.amin(%0, {axes}, {keep})", true, axes);
    }

    /** {@code log(sum(exp(this)))} over axes, with the maximum taken out first. */
    default Tensor logSumExp(int... axes) {
        ShapeRules.requireFloat("logSumExp", self());
        return reduce("logSumExp", "torch.logsumexp(%0, {axes}, {keep})", false, axes);
    }

    default Tensor logSumExpKeep(int... axes) {
        ShapeRules.requireFloat("logSumExp", self());
        return reduce("logSumExp", "torch.logsumexp(%0, {axes}, {keep})", true, axes);
    }

    /** The Euclidean norm of all elements; its gradient at zero is zero. */
    default Tensor norm() {
        ShapeRules.requireFloat("norm", self());
        return self().recorder().pure("norm", "torch.linalg_vector_norm(%0)", List.of(self()), type(), Shape.scalar());
    }

    /** The Euclidean norm over axes, which go. */
    default Tensor norm(int... axes) {
        return pNorm(2, axes);
    }

    /** The p-norm over axes, which go. */
    default Tensor pNorm(double p, int... axes) {
        ShapeRules.requireFloat("norm", self());
        return reduce("norm", "torch.linalg_vector_norm(%0, " + Literal.of(p) + ", {axes}, {keep})", false, axes);
    }

    default Tensor normKeep(int... axes) {
        ShapeRules.requireFloat("norm", self());
        return reduce("norm", "torch.linalg_vector_norm(%0, 2., {axes}, {keep})", true, axes);
    }

    /** The length of an axis as a number to compute with. */
    default Tensor length(int axis) {
        return self().recorder().lengthOf(dim(axis));
    }

    default Tensor cumSum(int axis) {
        return self().unary("cumSum", "torch.cumsum(%0, " + shape().axis(axis) + ")");
    }

    /** The index of the largest element along an axis, which goes. */
    default Tensor argMax(int axis) {
        int at = shape().axis(axis);
        return self().indices("argMax", "torch.argmax(%0, " + at + ", False)", shape().without(at));
    }

    /** The indices that sort an axis ascending; equal elements keep their order. */
    default Tensor argSort(int axis) {
        return argSort(axis, false);
    }

    default Tensor argSortDescending(int axis) {
        return argSort(axis, true);
    }

    /** The k largest elements along an axis, largest first. */
    default TopK topK(long k, int axis) {
        return topK(Dim.of(k), axis);
    }

    /** As many of the largest elements along an axis as another axis is long, largest first; there must be so many. */
    default TopK topK(Dim k, int axis) {
        int at = shape().axis(axis);
        Shape shape = shape().with(at, k);
        List<Tensor> both = self().recorder()
                .recordAll(new Operation(
                        "topK",
                        "torch.topk(%0, " + k.code() + ", " + at + ", True, True)",
                        List.of(self()),
                        List.of(new Result(type(), shape), new Result(DType.INT64, shape)),
                        Flow.GRADIENT));
        return new TopK(both.get(0), both.get(1));
    }

    /** The largest elements along an axis and where they stand. */
    record TopK(Tensor values, Tensor indices) {}

    private Tensor argSort(int axis, boolean descending) {
        String code = "torch.argsort(%0, stable=True, dim=" + shape().axis(axis) + ", descending="
                + Literal.of(descending) + ")";
        return self().indices("argSort", code, shape());
    }

    private Tensor total(String name) {
        return self().recorder().pure(name, "torch." + name + "(%0)", List.of(self()), type(), Shape.scalar());
    }

    private Tensor reduce(String name, String code, boolean keep, int... axes) {
        Shape reduced = shape();
        for (int axis : axes) {
            reduced = reduced.with(axis, Dim.of(1));
        }
        String list = Arrays.stream(axes)
                .map(shape()::axis)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
        String filled = code.replace("{axes}", list).replace("{keep}", Literal.of(keep));
        return self().recorder().pure(name, filled, List.of(self()), type(), keep ? reduced : without(axes));
    }

    private Shape without(int... axes) {
        Set<Integer> gone = Arrays.stream(axes).map(shape()::axis).boxed().collect(Collectors.toSet());
        return new Shape(IntStream.range(0, rank())
                .filter(axis -> !gone.contains(axis))
                .mapToObj(this::dim)
                .toList());
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
