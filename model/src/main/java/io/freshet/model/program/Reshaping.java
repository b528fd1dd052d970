package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import io.freshet.model.program.Operation.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same elements in another shape, mostly without copying them. */
public sealed interface Reshaping extends Shaped permits Tensor {
    default Tensor reshape(Dim... dims) {
        return reshape(Shape.of(dims));
    }

    default Tensor reshape(long... lengths) {
        return reshape(Shape.of(lengths));
    }

    default Tensor reshape(Shape shape) {
        if (!shape.size().equals(shape().size())) {
            throw new IllegalArgumentException("reshape: shapes " + shape() + " and " + shape + " hold "
                    + shape().size() + " and " + shape.size() + " elements");
        }
        return shape.equals(shape())
                ? self()
                : self().view("reshape", "torch.reshape(%0, " + shape.code() + ")", shape);
    }

    default Tensor flatten() {
        return reshape(Shape.of(shape().size()));
    }

    /** Swaps the last two axes. */
    default Tensor transpose() {
        return transpose(-2, -1);
    }

    default Tensor transpose(int axis, int other) {
        int a = shape().axis(axis);
        int b = shape().axis(other);
        Shape swapped = shape().with(a, dim(b)).with(b, dim(a));
        return self().view("transpose", "torch.transpose(%0, " + a + ", " + b + ")", swapped);
    }

    default Tensor permute(int... axes) {
        int[] order = Arrays.stream(axes).map(shape()::axis).toArray();
        if (Arrays.stream(order).distinct().count() != rank() || order.length != rank()) {
            throw new IllegalArgumentException(
                    "permute: axes " + Arrays.toString(axes) + " are no order of " + self().describe());
        }
        Shape permuted = new Shape(Arrays.stream(order).mapToObj(self()::dim).toList());
        return self().view("permute", "torch.permute(%0, " + Arrays.toString(order) + ")", permuted);
    }

    /** Repeats axes of length one, and adds leading axes, without copying. */
    default Tensor expand(Shape shape) {
        if (!ShapeRules.stretches(shape(), shape)) {
            throw new IllegalArgumentException("expand: shape " + shape() + " does not stretch to " + shape);
        }
        return self().view("expand", "torch.expand(%0, " + shape.code() + ")", shape);
    }

    default Tensor squeeze(int axis) {
        int at = shape().axis(axis);
        if (!dim(at).is(1)) {
            throw new IllegalArgumentException("squeeze: axis " + axis + " of " + self().describe() + " is not 1 long");
        }
        return self().view("squeeze", "torch.squeeze(%0, " + at + ")", shape().without(at));
    }

    /** Inserts an axis of length one before {@code axis}; negative axes count from behind the last. */
    default Tensor unsqueeze(int axis) {
        int at = axis < 0 ? axis + rank() + 1 : axis;
        List<Dim> dims = new ArrayList<>(shape().dims());
        dims.add(at, Dim.of(1));
        return self().view("unsqueeze", "torch.unsqueeze(%0, " + at + ")", new Shape(dims));
    }

    /** The elements from {@code from} up to but without {@code to} along an axis. */
    default Tensor slice(int axis, long from, long to) {
        return slice(axis, Dim.of(from), Dim.of(to));
    }

    default Tensor slice(int axis, Dim from, Dim to) {
        int at = shape().axis(axis);
        Dim length = to.minus(from);
        boolean outside = from.isConstant() && from.constant() < 0;
        outside |= length.isConstant() && length.constant() < 0;
        Dim rest = dim(at).minus(to);
        outside |= rest.isConstant() && rest.constant() < 0;
        if (outside) {
            throw new IllegalArgumentException(
                    "slice: " + from + " to " + to + " is outside axis " + at + " of " + self().describe());
        }
        // narrow, not slice: it fails where slice would silently return less
        String code = "torch.narrow(%0, " + at + ", " + from.code() + ", " + length.code() + ")";
        return self().view("slice", code, shape().with(at, length));
    }

    /**
     * The first axis cut into parts of these lengths, which have to fill it.
     *
     * <p>Its backward pass writes the gradient once, where that of as many slices would add up as many whole ones.
     */
    default List<Tensor> split(List<Long> lengths) {
        long sum = lengths.stream().mapToLong(length -> length).sum();
        if (!dim(0).is(sum)) {
            throw new IllegalArgumentException("split: parts of " + sum + " do not fill " + self().describe());
        }
        if (lengths.size() == 1) {
            return List.of(self());
        }
        List<Result> parts = lengths.stream()
                .map(length -> new Result(type(), shape().with(0, Dim.of(length))))
                .toList();
        String code = "torch.split_with_sizes(%0, " + lengths + ", 0)";
        return self().recorder().recordAll(new Operation("split", code, List.of(self()), parts, Flow.VIEW));
    }

    /** One element along an axis, which goes. */
    default Tensor select(int axis, long index) {
        int at = shape().axis(axis);
        if (dim(at).isConstant() && (index >= dim(at).constant() || index < -dim(at).constant())) {
            throw new IllegalArgumentException(
                    "select: " + index + " is outside axis " + at + " of " + self().describe());
        }
        return self().view("select", "torch.select(%0, " + at + ", " + index + ")", shape().without(at));
    }

    /** The diagonal of the last two axes. */
    default Tensor diagonal() {
        if (rank() < 2 || !dim(-1).equals(dim(-2))) {
            throw new IllegalArgumentException("diagonal: must be square, got " + self().describe());
        }
        return self().view("diagonal", "torch.diagonal(%0, 0, -2, -1)", shape().before(-1));
    }

    /** This with the elements above a diagonal set to zero. */
    default Tensor lowerTriangle(int diagonal) {
        return self().unary("lowerTriangle", "torch.tril(%0, " + diagonal + ")");
    }

    default Tensor flip(int axis) {
        return self().unary("flip", "torch.flip(%0, [" + shape().axis(axis) + "])");
    }

    /** Each element along an axis {@code times} times in a row. */
    default Tensor repeatInterleave(int axis, long times) {
        int at = shape().axis(axis);
        Shape shape = shape().with(at, dim(at).times(times));
        String code = "torch.repeat_interleave(%0, " + times + ", " + at + ")";
        return self().recorder().pure("repeatInterleave", code, List.of(self()), type(), shape);
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
