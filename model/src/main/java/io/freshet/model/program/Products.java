package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import io.freshet.model.program.Operation.Result;
import java.util.List;

/** Matrix products and what is solved with them. */
public sealed interface Products extends Shaped permits Tensor {
    /** Matrix product over the last two axes; leading axes are a batch and broadcast. */
    default Tensor matMul(Tensor other) {
        ShapeRules.requireFloat("matMul", self());
        ShapeRules.require(type() == other.type(), "matMul", self(), other, "differ in type");
        Shape shape = ShapeRules.matMul(self(), other);
        return self().recorder().pure("matMul", "torch.matmul(%0, %1)", List.of(self(), other), type(), shape);
    }

    /** {@code this weight^T + bias}, with a weight of (out, in). */
    default Tensor linear(Tensor weight, Tensor bias) {
        Shape shape = linearShape(weight);
        ShapeRules.requireSame("linear bias", bias, Shape.of(weight.dim(0)));
        ShapeRules.requireType("linear bias", bias, type());
        return self().recorder()
                .pure("linear", "torch.linear(%0, %1, %2)", List.of(self(), weight, bias), type(), shape);
    }

    /** {@code this weight^T}, with a weight of (out, in). */
    default Tensor linear(Tensor weight) {
        return self().recorder()
                .pure("linear", "torch.linear(%0, %1)", List.of(self(), weight), type(), linearShape(weight));
    }

    /** The product summed over the last axis. */
    default Tensor dot(Tensor other) {
        return self().mul(other).sum(-1);
    }

    /** The lower Cholesky factor of a positive definite matrix; no numbers (NaN) where it is none. */
    default Tensor cholesky() {
        requireSquare("cholesky");
        // the form that throws would end the step, and with it the learner
        Result factor = new Result(type(), shape());
        Result fault = new Result(DType.INT64, shape().before(-2));
        List<Tensor> both = self().recorder()
                .recordAll(new Operation(
                        "cholesky",
                        "torch.linalg_cholesky_ex(%0)",
                        List.of(self()),
                        List.of(factor, fault),
                        Flow.GRADIENT));
        Tensor failed = both.get(1).ne(0).unsqueeze(-1).unsqueeze(-1);
        return both.get(0).maskedFill(failed, Double.NaN);
    }

    /** The logarithm of the determinant of a positive definite matrix. */
    default Tensor logDet() {
        return cholesky().diagonal().log().sum(-1).mul(2);
    }

    /** {@code X} with {@code this X = right}, for a lower triangular matrix. */
    default Tensor solveLower(Tensor right) {
        requireSquare("solveLower");
        ShapeRules.require(
                right.rank() >= 2 && dim(-1).equals(right.dim(-2)), "solveLower", self(), right, "do not meet");
        String code = "torch.linalg_solve_triangular(%0, %1, upper=False)";
        return self().recorder().pure("solveLower", code, List.of(self(), right), type(), right.shape());
    }

    /** Singular values, largest first, of a matrix whose lengths are known. */
    default Tensor singularValues() {
        ShapeRules.requireFloat("singularValues", self());
        ShapeRules.requireRank("singularValues", self(), 2);
        if (!dim(0).isConstant() || !dim(1).isConstant()) {
            throw new IllegalArgumentException("singularValues: must have a known shape, got " + self().describe());
        }
        long count = Math.min(dim(0).constant(), dim(1).constant());
        return self().recorder()
                .record(
                        "singularValues",
                        "torch.linalg_svdvals(%0)",
                        List.of(self()),
                        type(),
                        Shape.of(count),
                        Flow.GRADIENT);
    }

    private Shape linearShape(Tensor weight) {
        ShapeRules.requireFloat("linear", self());
        ShapeRules.requireRank("linear weight", weight, 2);
        ShapeRules.requireType("linear weight", weight, type());
        ShapeRules.require(
                rank() > 0 && dim(-1).equals(weight.dim(1)),
                "linear",
                self(),
                weight,
                "differ in the length summed over");
        return shape().with(-1, weight.dim(0));
    }

    private void requireSquare(String name) {
        ShapeRules.requireFloat(name, self());
        if (rank() < 2 || !dim(-1).equals(dim(-2))) {
            throw new IllegalArgumentException(name + ": must be square, got " + self().describe());
        }
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
