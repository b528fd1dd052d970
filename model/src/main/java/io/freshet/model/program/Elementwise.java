package io.freshet.model.program;

import java.util.List;

/** Operations on each element by itself; two operands broadcast as in NumPy. */
public sealed interface Elementwise extends Shaped permits Tensor {
    default Tensor add(Tensor other) {
        return arithmetic("add", other);
    }

    default Tensor add(double other) {
        return arithmetic("add", other);
    }

    default Tensor sub(Tensor other) {
        return arithmetic("sub", other);
    }

    default Tensor sub(double other) {
        return arithmetic("sub", other);
    }

    default Tensor mul(Tensor other) {
        return arithmetic("mul", other);
    }

    default Tensor mul(double other) {
        return arithmetic("mul", other);
    }

    default Tensor div(Tensor other) {
        ShapeRules.requireFloat("div", self());
        return arithmetic("div", other);
    }

    default Tensor div(double other) {
        ShapeRules.requireFloat("div", self());
        return arithmetic("div", other);
    }

    /** {@code value - this}. */
    default Tensor subtractedFrom(double value) {
        return self().unary("subtractedFrom", "torch.rsub(%0, " + self().literal(value) + ")");
    }

    default Tensor reciprocal() {
        return self().real("reciprocal");
    }

    /** The remainder with the divisor's sign, so that a ring buffer's slot is never negative. */
    default Tensor remainder(long divisor) {
        return self().unary("remainder", "torch.remainder(%0, " + self().literal(divisor) + ")");
    }

    default Tensor floorDivide(long divisor) {
        return self().unary("floorDivide", "torch.floor_divide(%0, " + self().literal(divisor) + ")");
    }

    default Tensor neg() {
        return self().unary("neg", "torch.neg(%0)");
    }

    default Tensor abs() {
        return self().unary("abs", "torch.abs(%0)");
    }

    default Tensor square() {
        return self().unary("square", "torch.square(%0)");
    }

    default Tensor exp() {
        return self().real("exp");
    }

    default Tensor log() {
        return self().real("log");
    }

    /** {@code log(1 + this)}, exact near zero. */
    default Tensor log1p() {
        return self().real("log1p");
    }

    default Tensor sqrt() {
        return self().real("sqrt");
    }

    default Tensor rsqrt() {
        return self().real("rsqrt");
    }

    default Tensor tanh() {
        return self().real("tanh");
    }

    default Tensor sigmoid() {
        return self().real("sigmoid");
    }

    default Tensor logSigmoid() {
        return self().real("logSigmoid", "torch.log_sigmoid(%0)");
    }

    /** {@code log(1 + exp(this))}, exact for any size. */
    default Tensor softplus() {
        // beyond the threshold libtorch returns its operand, which at 40 is exact in 64 bit
        return self().real("softplus", "torch.softplus(%0, 1, 40)");
    }

    default Tensor relu() {
        return self().real("relu");
    }

    /** The exact GELU, with the error function. */
    default Tensor gelu() {
        return self().real("gelu", "torch.gelu(%0)");
    }

    default Tensor silu() {
        return self().real("silu");
    }

    default Tensor sin() {
        return self().real("sin");
    }

    default Tensor cos() {
        return self().real("cos");
    }

    default Tensor erf() {
        return self().real("erf");
    }

    default Tensor pow(double exponent) {
        return self().real("pow", "torch.pow(%0, " + Literal.of(exponent) + ")");
    }

    /** {@code base} to the power of this. */
    default Tensor exponentOf(double base) {
        return self().real("exponentOf", "torch.pow(" + Literal.of(base) + ", %0)");
    }

    default Tensor clampMin(double bound) {
        return self().unary("clampMin", "torch.clamp_min(%0, " + self().literal(bound) + ")");
    }

    default Tensor clampMax(double bound) {
        return self().unary("clampMax", "torch.clamp_max(%0, " + self().literal(bound) + ")");
    }

    default Tensor maximum(Tensor other) {
        return arithmetic("maximum", other);
    }

    default Tensor minimum(Tensor other) {
        return arithmetic("minimum", other);
    }

    /** {@code this + scale * a * b}, in one pass. */
    default Tensor addProduct(Tensor a, Tensor b, double scale) {
        ShapeRules.require(type() == a.type() && type() == b.type(), "addProduct", a, b, "differ in type");
        Shape product = ShapeRules.broadcast("addProduct", a, b);
        Shape shape = ShapeRules.broadcast("addProduct", shape(), product);
        String code = "torch.addcmul(%0, %1, %2, value=" + self().literal(scale) + ")";
        return self().recorder().pure("addProduct", code, List.of(self(), a, b), type(), shape);
    }

    /** From this towards {@code end} by a share: {@code this + weight (end - this)}. */
    default Tensor lerp(Tensor end, Tensor weight) {
        ShapeRules.require(type() == end.type() && type() == weight.type(), "lerp", end, weight, "differ in type");
        Shape ends = ShapeRules.broadcast("lerp", self(), end);
        Shape shape = ShapeRules.broadcast("lerp", ends, weight.shape());
        return self().recorder().pure("lerp", "torch.lerp(%0, %1, %2)", List.of(self(), end, weight), type(), shape);
    }

    default Tensor lerp(Tensor end, double weight) {
        ShapeRules.require(type() == end.type(), "lerp", self(), end, "differ in type");
        Shape shape = ShapeRules.broadcast("lerp", self(), end);
        String code = "torch.lerp(%0, %1, " + Literal.of(weight) + ")";
        return self().recorder().pure("lerp", code, List.of(self(), end), type(), shape);
    }

    private Tensor arithmetic(String name, Tensor other) {
        ShapeRules.require(type() == other.type() && type() != DType.BOOL, name, self(), other, "differ in type");
        Shape shape = ShapeRules.broadcast(name, self(), other);
        return self().recorder().pure(name, "torch." + name + "(%0, %1)", List.of(self(), other), type(), shape);
    }

    private Tensor arithmetic(String name, double other) {
        return self().unary(name, "torch." + name + "(%0, " + self().literal(other) + ")");
    }

    private Tensor self() {
        return (Tensor) this;
    }
}
