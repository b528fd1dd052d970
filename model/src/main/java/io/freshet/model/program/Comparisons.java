package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import java.util.List;

/** Tests that result in booleans, and what is done with those. */
public sealed interface Comparisons extends Shaped permits Tensor {
    default Tensor eq(Tensor other) {
        return compare("eq", other);
    }

    default Tensor eq(double other) {
        return compare("eq", other);
    }

    default Tensor ne(Tensor other) {
        return compare("ne", other);
    }

    default Tensor ne(double other) {
        return compare("ne", other);
    }

    default Tensor lt(Tensor other) {
        return compare("lt", other);
    }

    default Tensor lt(double other) {
        return compare("lt", other);
    }

    default Tensor le(Tensor other) {
        return compare("le", other);
    }

    default Tensor le(double other) {
        return compare("le", other);
    }

    default Tensor gt(Tensor other) {
        return compare("gt", other);
    }

    default Tensor gt(double other) {
        return compare("gt", other);
    }

    default Tensor ge(Tensor other) {
        return compare("ge", other);
    }

    default Tensor ge(double other) {
        return compare("ge", other);
    }

    default Tensor and(Tensor other) {
        return logical("and", "torch.logical_and(%0, %1)", other);
    }

    default Tensor or(Tensor other) {
        return logical("or", "torch.logical_or(%0, %1)", other);
    }

    default Tensor not() {
        ShapeRules.requireType("not", self(), DType.BOOL);
        return self().test("not", "torch.logical_not(%0)", shape());
    }

    default Tensor isFinite() {
        ShapeRules.requireFloat("isFinite", self());
        return self().test("isFinite", "torch.isfinite(%0)", shape());
    }

    /** Whether every element holds: a scalar. */
    default Tensor all() {
        ShapeRules.requireType("all", self(), DType.BOOL);
        return self().test("all", "torch.all(%0)", Shape.scalar());
    }

    /** Whether any element holds: a scalar. */
    default Tensor any() {
        ShapeRules.requireType("any", self(), DType.BOOL);
        return self().test("any", "torch.any(%0)", Shape.scalar());
    }

    /** Whether any element along an axis holds. */
    default Tensor any(int axis) {
        ShapeRules.requireType("any", self(), DType.BOOL);
        int at = shape().axis(axis);
        return self().test("any", "torch.any(%0, " + at + ", False)", shape().without(at));
    }

    /** This, with {@code value} where the mask holds. */
    default Tensor maskedFill(Tensor mask, double value) {
        ShapeRules.requireType("maskedFill", mask, DType.BOOL);
        Shape shape = ShapeRules.broadcast("maskedFill", self(), mask);
        String code = "torch.masked_fill(%0, %1, " + self().literal(value) + ")";
        return self().recorder().pure("maskedFill", code, List.of(self(), mask), type(), shape);
    }

    private Tensor compare(String name, Tensor other) {
        ShapeRules.require(type() == other.type(), name, self(), other, "differ in type");
        Shape shape = ShapeRules.broadcast(name, self(), other);
        return self().recorder()
                .record(name, "torch." + name + "(%0, %1)", List.of(self(), other), DType.BOOL, shape, Flow.NONE);
    }

    private Tensor compare(String name, double other) {
        return self().test(name, "torch." + name + "(%0, " + self().literal(other) + ")", shape());
    }

    private Tensor logical(String name, String code, Tensor other) {
        ShapeRules.requireType(name, self(), DType.BOOL);
        ShapeRules.requireType(name, other, DType.BOOL);
        Shape shape = ShapeRules.broadcast(name, self(), other);
        return self().recorder().record(name, code, List.of(self(), other), DType.BOOL, shape, Flow.NONE);
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
