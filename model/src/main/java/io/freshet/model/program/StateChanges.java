package io.freshet.model.program;

import java.util.List;

/** Changes of a state in place; they run where they are recorded. */
public sealed interface StateChanges extends Shaped permits Tensor {
    /** Overwrites this state. */
    default void assign(Tensor value) {
        update("assign", "torch.copy_(%0, %1)", value);
    }

    default void addInPlace(Tensor value) {
        update("addInPlace", "torch.add_(%0, %1)", value);
    }

    default void addInPlace(double value) {
        self().recorder().update("addInPlace", "torch.add_(%0, " + self().literal(value) + ")", self(), List.of());
    }

    /** Adds {@code value * scale}. */
    default void addScaledInPlace(Tensor value, double scale) {
        update("addScaledInPlace", "torch.add_(%0, %1, alpha=" + self().literal(scale) + ")", value);
    }

    default void mulInPlace(Tensor value) {
        update("mulInPlace", "torch.mul_(%0, %1)", value);
    }

    default void mulInPlace(double value) {
        self().recorder().update("mulInPlace", "torch.mul_(%0, " + self().literal(value) + ")", self(), List.of());
    }

    /** Moves this state towards {@code end} by a share: {@code this + weight (end - this)}. */
    default void lerpInPlace(Tensor end, double weight) {
        update("lerpInPlace", "torch.lerp_(%0, %1, " + Literal.of(weight) + ")", end);
    }

    default void lerpInPlace(Tensor end, Tensor weight) {
        requireBroadcast("lerpInPlace", end);
        requireBroadcast("lerpInPlace", weight);
        self().recorder().update("lerpInPlace", "torch.lerp_(%0, %1, %2)", self(), List.of(end, weight));
    }

    /** Adds {@code scale * a * b}. */
    default void addProductInPlace(Tensor a, Tensor b, double scale) {
        requireBroadcast("addProductInPlace", a);
        requireBroadcast("addProductInPlace", b);
        String code = "torch.addcmul_(%0, %1, %2, value=" + Literal.of(scale) + ")";
        self().recorder().update("addProductInPlace", code, self(), List.of(a, b));
    }

    /** Overwrites rows; an index may occur once. */
    default void putRows(Tensor index, Tensor rows) {
        ShapeRules.requireRows("putRows", self(), index, rows);
        self().recorder().update("putRows", "torch.index_copy_(%0, 0, %1, %2)", self(), List.of(index, rows));
    }

    /** Adds to rows; what goes to one row is summed. */
    default void addRows(Tensor index, Tensor rows) {
        ShapeRules.requireRows("addRows", self(), index, rows);
        self().recorder().update("addRows", "torch.index_add_(%0, 0, %1, %2)", self(), List.of(index, rows));
    }

    private void requireBroadcast(String name, Tensor value) {
        boolean fits = ShapeRules.stretches(value.shape(), shape()) && type() == value.type();
        ShapeRules.require(fits, name, self(), value, "do not fit: a state keeps its shape and type");
    }

    private void update(String name, String code, Tensor value) {
        requireBroadcast(name, value);
        self().recorder().update(name, code, self(), List.of(value));
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
