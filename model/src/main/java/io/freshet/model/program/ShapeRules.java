package io.freshet.model.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Which shapes go together, and the sentence that says so when they do not. */
final class ShapeRules {
    private ShapeRules() {}

    static Shape broadcast(String operation, Tensor left, Tensor right) {
        return broadcast(operation, left.shape(), right.shape());
    }

    /** NumPy's rule: align at the last axis, and a length of one stretches. */
    static Shape broadcast(String operation, Shape left, Shape right) {
        int rank = Math.max(left.rank(), right.rank());
        List<Dim> dims = new ArrayList<>();
        for (int back = rank; back > 0; back--) {
            Dim a = back > left.rank() ? Dim.of(1) : left.dim(-back);
            Dim b = back > right.rank() ? Dim.of(1) : right.dim(-back);
            if (!a.equals(b) && !a.is(1) && !b.is(1)) {
                throw new IllegalArgumentException(
                        operation + ": shapes " + left + " and " + right + " differ at axis -" + back);
            }
            dims.add(a.is(1) ? b : a);
        }
        return new Shape(dims);
    }

    /** Whether a shape becomes another by repeating axes of length one and adding leading ones. */
    static boolean stretches(Shape from, Shape to) {
        if (from.rank() > to.rank()) {
            return false;
        }
        return IntStream.rangeClosed(1, from.rank()).allMatch(back -> {
            Dim dim = from.dim(-back);
            return dim.is(1) || dim.equals(to.dim(-back));
        });
    }

    static Shape matMul(Tensor left, Tensor right) {
        Shape a = left.shape();
        Shape b = right.shape();
        boolean fits = a.rank() >= 1 && b.rank() >= 1 && a.dim(-1).equals(b.dim(b.rank() == 1 ? 0 : -2));
        require(fits, "matMul", left, right, "do not meet: the last axis of the first is summed over");
        Shape batch = broadcast(
                "matMul", a.rank() > 2 ? a.before(-2) : Shape.scalar(), b.rank() > 2 ? b.before(-2) : Shape.scalar());
        Shape rows = a.rank() == 1 ? batch : batch.plus(a.dim(-2));
        return b.rank() == 1 ? rows : rows.plus(b.dim(-1));
    }

    static void require(boolean holds, String operation, Tensor left, Tensor right, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(
                    operation + ": " + left.describe() + " and " + right.describe() + " " + fault);
        }
    }

    static void requireType(String operation, Tensor tensor, DType type) {
        if (tensor.type() != type) {
            throw new IllegalArgumentException(operation + ": must be " + type + ", got " + tensor.describe());
        }
    }

    static void requireFloat(String operation, Tensor tensor) {
        if (!tensor.type().isFloat()) {
            throw new IllegalArgumentException(operation + ": must be a float tensor, got " + tensor.describe());
        }
    }

    static void requireRank(String operation, Tensor tensor, int rank) {
        if (tensor.shape().rank() != rank) {
            throw new IllegalArgumentException(operation + ": must have " + rank + " axes, got " + tensor.describe());
        }
    }

    static void requireSame(String operation, Tensor tensor, Shape shape) {
        if (!tensor.shape().equals(shape)) {
            throw new IllegalArgumentException(operation + ": shapes " + shape + " and " + tensor.shape() + " differ");
        }
    }

    /** Whether rows of a table can be written at an index. */
    static void requireRows(String operation, Tensor table, Tensor index, Tensor rows) {
        requireType(operation + " index", index, DType.INT64);
        requireRank(operation + " index", index, 1);
        require(table.type() == rows.type(), operation, table, rows, "differ in type");
        requireSame(operation, rows, table.shape().with(0, index.dim(0)));
    }
}
