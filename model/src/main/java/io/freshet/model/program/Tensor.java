package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import io.freshet.model.program.Operation.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A symbolic tensor: an element type, a shape, and how it is computed.
 *
 * <p>Every method records one operation in the program that the tensor belongs to and checks shapes while doing so.
 * Operands of elementwise operations broadcast as in NumPy. Axes may be negative. Methods whose names end in
 * {@code InPlace} or {@code Rows} and {@link #assign} change a state; they run where they are recorded.
 */
public final class Tensor {
    private final Recorder recorder;
    private final Node node;
    private final Block block;
    private final Result result;
    private final @Nullable Tensor viewed;
    private final int viewedVersion;
    private final boolean tracked;

    /** An argument. */
    Tensor(Recorder recorder, Node node, Block block, Result result) {
        this.recorder = recorder;
        this.node = node;
        this.block = block;
        this.result = result;
        this.viewed = null;
        this.viewedVersion = 0;
        this.tracked = false;
    }

    /** A result of an operation. */
    Tensor(Recorder recorder, Node node, Block block, Result result, Operation operation) {
        this.recorder = recorder;
        this.node = node;
        this.block = block;
        this.result = result;
        this.viewed =
                operation.flow().sharesMemory() ? operation.operands().get(0).argument() : null;
        this.viewedVersion = viewed == null ? 0 : recorder.version(viewed);
        boolean trackedOperand = operation.flow().passesGradient()
                && operation.operands().stream().anyMatch(Tensor::tracked);
        this.tracked = operation.flow() == Flow.LEAF
                || (trackedOperand && result.type().isFloat());
    }

    public DType type() {
        return result.type();
    }

    public Shape shape() {
        return result.shape();
    }

    public Dim dim(int axis) {
        return shape().dim(axis);
    }

    public int rank() {
        return shape().rank();
    }

    // ---- elementwise -----------------------------------------------------------------------------------------

    public Tensor add(Tensor other) {
        return arithmetic("add", other);
    }

    public Tensor add(double other) {
        return arithmetic("add", other);
    }

    public Tensor sub(Tensor other) {
        return arithmetic("sub", other);
    }

    public Tensor sub(double other) {
        return arithmetic("sub", other);
    }

    public Tensor mul(Tensor other) {
        return arithmetic("mul", other);
    }

    public Tensor mul(double other) {
        return arithmetic("mul", other);
    }

    public Tensor div(Tensor other) {
        ShapeRules.requireFloat("div", this);
        return arithmetic("div", other);
    }

    public Tensor div(double other) {
        ShapeRules.requireFloat("div", this);
        return arithmetic("div", other);
    }

    /** {@code value - this}. */
    public Tensor subtractedFrom(double value) {
        return unary("subtractedFrom", "torch.rsub(%0, " + literal(value) + ")");
    }

    public Tensor reciprocal() {
        return real("reciprocal");
    }

    /** The remainder with the divisor's sign, so that a ring buffer's slot is never negative. */
    public Tensor remainder(long divisor) {
        return unary("remainder", "torch.remainder(%0, " + literal(divisor) + ")");
    }

    public Tensor floorDivide(long divisor) {
        return unary("floorDivide", "torch.floor_divide(%0, " + literal(divisor) + ")");
    }

    public Tensor neg() {
        return unary("neg", "torch.neg(%0)");
    }

    public Tensor abs() {
        return unary("abs", "torch.abs(%0)");
    }

    public Tensor square() {
        return unary("square", "torch.square(%0)");
    }

    public Tensor exp() {
        return real("exp");
    }

    public Tensor log() {
        return real("log");
    }

    /** {@code log(1 + this)}, exact near zero. */
    public Tensor log1p() {
        return real("log1p");
    }

    public Tensor sqrt() {
        return real("sqrt");
    }

    public Tensor rsqrt() {
        return real("rsqrt");
    }

    public Tensor tanh() {
        return real("tanh");
    }

    public Tensor sigmoid() {
        return real("sigmoid");
    }

    public Tensor logSigmoid() {
        return real("logSigmoid", "torch.log_sigmoid(%0)");
    }

    /** {@code log(1 + exp(this))}, exact for any size. */
    public Tensor softplus() {
        // beyond the threshold libtorch returns its operand, which at 40 is exact in 64 bit
        return real("softplus", "torch.softplus(%0, 1, 40)");
    }

    public Tensor relu() {
        return real("relu");
    }

    /** The exact GELU, with the error function. */
    public Tensor gelu() {
        return real("gelu", "torch.gelu(%0)");
    }

    public Tensor silu() {
        return real("silu");
    }

    public Tensor sin() {
        return real("sin");
    }

    public Tensor cos() {
        return real("cos");
    }

    public Tensor erf() {
        return real("erf");
    }

    public Tensor pow(double exponent) {
        return real("pow", "torch.pow(%0, " + Literal.of(exponent) + ")");
    }

    /** {@code base} to the power of this. */
    public Tensor exponentOf(double base) {
        return real("exponentOf", "torch.pow(" + Literal.of(base) + ", %0)");
    }

    public Tensor clampMin(double bound) {
        return unary("clampMin", "torch.clamp_min(%0, " + literal(bound) + ")");
    }

    public Tensor clampMax(double bound) {
        return unary("clampMax", "torch.clamp_max(%0, " + literal(bound) + ")");
    }

    public Tensor maximum(Tensor other) {
        return arithmetic("maximum", other);
    }

    public Tensor minimum(Tensor other) {
        return arithmetic("minimum", other);
    }

    // ---- comparison and logic --------------------------------------------------------------------------------

    public Tensor eq(Tensor other) {
        return compare("eq", other);
    }

    public Tensor eq(double other) {
        return compare("eq", other);
    }

    public Tensor ne(Tensor other) {
        return compare("ne", other);
    }

    public Tensor ne(double other) {
        return compare("ne", other);
    }

    public Tensor lt(Tensor other) {
        return compare("lt", other);
    }

    public Tensor lt(double other) {
        return compare("lt", other);
    }

    public Tensor le(Tensor other) {
        return compare("le", other);
    }

    public Tensor le(double other) {
        return compare("le", other);
    }

    public Tensor gt(Tensor other) {
        return compare("gt", other);
    }

    public Tensor gt(double other) {
        return compare("gt", other);
    }

    public Tensor ge(Tensor other) {
        return compare("ge", other);
    }

    public Tensor ge(double other) {
        return compare("ge", other);
    }

    public Tensor and(Tensor other) {
        return logical("and", "torch.logical_and(%0, %1)", other);
    }

    public Tensor or(Tensor other) {
        return logical("or", "torch.logical_or(%0, %1)", other);
    }

    public Tensor not() {
        ShapeRules.requireType("not", this, DType.BOOL);
        return test("not", "torch.logical_not(%0)", shape());
    }

    public Tensor isFinite() {
        ShapeRules.requireFloat("isFinite", this);
        return test("isFinite", "torch.isfinite(%0)", shape());
    }

    /** Whether every element holds: a scalar. */
    public Tensor all() {
        ShapeRules.requireType("all", this, DType.BOOL);
        return test("all", "torch.all(%0)", Shape.scalar());
    }

    /** Whether any element holds: a scalar. */
    public Tensor any() {
        ShapeRules.requireType("any", this, DType.BOOL);
        return test("any", "torch.any(%0)", Shape.scalar());
    }

    /** Whether any element along an axis holds. */
    public Tensor any(int axis) {
        ShapeRules.requireType("any", this, DType.BOOL);
        int at = shape().axis(axis);
        return test("any", "torch.any(%0, " + at + ", False)", shape().without(at));
    }

    /** This, with {@code value} where the mask holds. */
    public Tensor maskedFill(Tensor mask, double value) {
        ShapeRules.requireType("maskedFill", mask, DType.BOOL);
        Shape shape = ShapeRules.broadcast("maskedFill", this, mask);
        String code = "torch.masked_fill(%0, %1, " + literal(value) + ")";
        return recorder.pure("maskedFill", code, List.of(this, mask), type(), shape);
    }

    // ---- type and gradient -----------------------------------------------------------------------------------

    public Tensor cast(DType type) {
        return type == type()
                ? this
                : recorder.pure("cast", "torch.to(%0, " + type.torchCode() + ")", List.of(this), type, shape());
    }

    /** This as the program's float type. */
    public Tensor toFloat() {
        return cast(recorder.floatType());
    }

    public Tensor toInt() {
        return cast(DType.INT64);
    }

    /** Stop-gradient: the same numbers, through which no gradient flows. */
    public Tensor detach() {
        return recorder.record("detach", "torch.detach(%0)", List.of(this), type(), shape(), Flow.DETACHED_VIEW);
    }

    /** The same numbers as a variable that {@link Recorder#gradient} can differentiate by. */
    public Tensor leaf() {
        ShapeRules.requireFloat("leaf", this);
        String code = "torch.requires_grad_(torch.detach(%0), True)";
        return recorder.record("leaf", code, List.of(this), type(), shape(), Flow.LEAF);
    }

    /** The same numbers in memory of their own, untouched by later changes of a state. */
    public Tensor copy() {
        return unary("copy", "torch.clone(%0)");
    }

    // ---- shape -----------------------------------------------------------------------------------------------

    public Tensor reshape(Dim... dims) {
        return reshape(Shape.of(dims));
    }

    public Tensor reshape(long... lengths) {
        return reshape(Shape.of(lengths));
    }

    public Tensor reshape(Shape shape) {
        if (!shape.size().equals(shape().size())) {
            throw new IllegalArgumentException("reshape: shapes " + shape() + " and " + shape + " hold "
                    + shape().size() + " and " + shape.size() + " elements");
        }
        return shape.equals(shape()) ? this : view("reshape", "torch.reshape(%0, " + shape.code() + ")", shape);
    }

    public Tensor flatten() {
        return reshape(Shape.of(shape().size()));
    }

    /** Swaps the last two axes. */
    public Tensor transpose() {
        return transpose(-2, -1);
    }

    public Tensor transpose(int axis, int other) {
        int a = shape().axis(axis);
        int b = shape().axis(other);
        Shape swapped = shape().with(a, dim(b)).with(b, dim(a));
        return view("transpose", "torch.transpose(%0, " + a + ", " + b + ")", swapped);
    }

    public Tensor permute(int... axes) {
        int[] order = Arrays.stream(axes).map(shape()::axis).toArray();
        if (Arrays.stream(order).distinct().count() != rank() || order.length != rank()) {
            throw new IllegalArgumentException(
                    "permute: axes " + Arrays.toString(axes) + " are no order of " + describe());
        }
        Shape permuted = new Shape(Arrays.stream(order).mapToObj(this::dim).toList());
        return view("permute", "torch.permute(%0, " + Arrays.toString(order) + ")", permuted);
    }

    /** Repeats axes of length one, and adds leading axes, without copying. */
    public Tensor expand(Shape shape) {
        boolean fits = ShapeRules.stretches(shape(), shape);
        if (!fits) {
            throw new IllegalArgumentException("expand: shape " + shape() + " does not stretch to " + shape);
        }
        return view("expand", "torch.expand(%0, " + shape.code() + ")", shape);
    }

    public Tensor squeeze(int axis) {
        int at = shape().axis(axis);
        if (!dim(at).is(1)) {
            throw new IllegalArgumentException("squeeze: axis " + axis + " of " + describe() + " is not 1 long");
        }
        return view("squeeze", "torch.squeeze(%0, " + at + ")", shape().without(at));
    }

    /** Inserts an axis of length one before {@code axis}; negative axes count from behind the last. */
    public Tensor unsqueeze(int axis) {
        int at = axis < 0 ? axis + rank() + 1 : axis;
        List<Dim> dims = new ArrayList<>(shape().dims());
        dims.add(at, Dim.of(1));
        return view("unsqueeze", "torch.unsqueeze(%0, " + at + ")", new Shape(dims));
    }

    /** The elements from {@code from} up to but without {@code to} along an axis. */
    public Tensor slice(int axis, long from, long to) {
        return slice(axis, Dim.of(from), Dim.of(to));
    }

    public Tensor slice(int axis, Dim from, Dim to) {
        int at = shape().axis(axis);
        Dim length = to.minus(from);
        boolean outside = from.isConstant() && from.constant() < 0;
        outside |= length.isConstant() && length.constant() < 0;
        Dim rest = dim(at).minus(to);
        outside |= rest.isConstant() && rest.constant() < 0;
        if (outside) {
            throw new IllegalArgumentException(
                    "slice: " + from + " to " + to + " is outside axis " + at + " of " + describe());
        }
        // narrow, not slice: it fails where slice would silently return less
        String code = "torch.narrow(%0, " + at + ", " + from.code() + ", " + length.code() + ")";
        return view("slice", code, shape().with(at, length));
    }

    /** One element along an axis, which goes. */
    public Tensor select(int axis, long index) {
        int at = shape().axis(axis);
        if (dim(at).isConstant() && (index >= dim(at).constant() || index < -dim(at).constant())) {
            throw new IllegalArgumentException("select: " + index + " is outside axis " + at + " of " + describe());
        }
        return view("select", "torch.select(%0, " + at + ", " + index + ")", shape().without(at));
    }

    /** The diagonal of the last two axes. */
    public Tensor diagonal() {
        if (rank() < 2 || !dim(-1).equals(dim(-2))) {
            throw new IllegalArgumentException("diagonal: must be square, got " + describe());
        }
        return view("diagonal", "torch.diagonal(%0, 0, -2, -1)", shape().before(-1));
    }

    /** This with the elements above a diagonal set to zero. */
    public Tensor lowerTriangle(int diagonal) {
        return unary("lowerTriangle", "torch.tril(%0, " + diagonal + ")");
    }

    public Tensor flip(int axis) {
        return unary("flip", "torch.flip(%0, [" + shape().axis(axis) + "])");
    }

    /** Each element along an axis {@code times} times in a row. */
    public Tensor repeatInterleave(int axis, long times) {
        int at = shape().axis(axis);
        Shape shape = shape().with(at, dim(at).times(times));
        String code = "torch.repeat_interleave(%0, " + times + ", " + at + ")";
        return recorder.pure("repeatInterleave", code, List.of(this), type(), shape);
    }

    // ---- products --------------------------------------------------------------------------------------------

    /** Matrix product over the last two axes; leading axes are a batch and broadcast. */
    public Tensor matMul(Tensor other) {
        ShapeRules.requireFloat("matMul", this);
        ShapeRules.require(type() == other.type(), "matMul", this, other, "differ in type");
        Shape shape = ShapeRules.matMul(this, other);
        return recorder.pure("matMul", "torch.matmul(%0, %1)", List.of(this, other), type(), shape);
    }

    /** {@code this weight^T + bias}, with a weight of (out, in). */
    public Tensor linear(Tensor weight, Tensor bias) {
        Shape shape = linearShape(weight);
        ShapeRules.requireSame("linear bias", bias, Shape.of(weight.dim(0)));
        return recorder.pure("linear", "torch.linear(%0, %1, %2)", List.of(this, weight, bias), type(), shape);
    }

    /** {@code this weight^T}, with a weight of (out, in). */
    public Tensor linear(Tensor weight) {
        return recorder.pure("linear", "torch.linear(%0, %1)", List.of(this, weight), type(), linearShape(weight));
    }

    /** The product summed over the last axis. */
    public Tensor dot(Tensor other) {
        return mul(other).sum(-1);
    }

    // ---- reductions ------------------------------------------------------------------------------------------

    public Tensor sum() {
        return total("sum");
    }

    /** The sum over axes, which go. */
    public Tensor sum(int... axes) {
        return reduce("sum", "torch.sum(%0, {axes}, {keep})", false, axes);
    }

    /** The sum over axes, which stay with length one. */
    public Tensor sumKeep(int... axes) {
        return reduce("sum", "torch.sum(%0, {axes}, {keep})", true, axes);
    }

    public Tensor mean() {
        ShapeRules.requireFloat("mean", this);
        return total("mean");
    }

    public Tensor mean(int... axes) {
        ShapeRules.requireFloat("mean", this);
        return reduce("mean", "torch.mean(%0, {axes}, {keep})", false, axes);
    }

    public Tensor meanKeep(int... axes) {
        ShapeRules.requireFloat("mean", this);
        return reduce("mean", "torch.mean(%0, {axes}, {keep})", true, axes);
    }

    /** The biased variance (divided by n) over axes, which go. */
    public Tensor variance(int... axes) {
        return reduce("variance", "torch.var(%0, {axes}, False, {keep})", false, axes);
    }

    public Tensor varianceKeep(int... axes) {
        return reduce("variance", "torch.var(%0, {axes}, False, {keep})", true, axes);
    }

    /** The unbiased variance (divided by n - 1) over axes, which go. */
    public Tensor unbiasedVariance(int... axes) {
        return reduce("unbiasedVariance", "torch.var(%0, {axes}, True, {keep})", false, axes);
    }

    public Tensor unbiasedVarianceKeep(int... axes) {
        return reduce("unbiasedVariance", "torch.var(%0, {axes}, True, {keep})", true, axes);
    }

    /** The largest element. */
    public Tensor max() {
        return total("max");
    }

    public Tensor max(int... axes) {
        return reduce("max", "torch.amax(%0, {axes}, {keep})", false, axes);
    }

    public Tensor maxKeep(int... axes) {
        return reduce("max", "torch.amax(%0, {axes}, {keep})", true, axes);
    }

    /** The smallest element. */
    public Tensor min() {
        return total("min");
    }

    public Tensor min(int... axes) {
        return reduce("min", "torch.amin(%0, {axes}, {keep})", false, axes);
    }

    public Tensor minKeep(int... axes) {
        return reduce("min", "torch.amin(%0, {axes}, {keep})", true, axes);
    }

    /** {@code log(sum(exp(this)))} over axes, with the maximum taken out first. */
    public Tensor logSumExp(int... axes) {
        ShapeRules.requireFloat("logSumExp", this);
        return reduce("logSumExp", "torch.logsumexp(%0, {axes}, {keep})", false, axes);
    }

    public Tensor logSumExpKeep(int... axes) {
        ShapeRules.requireFloat("logSumExp", this);
        return reduce("logSumExp", "torch.logsumexp(%0, {axes}, {keep})", true, axes);
    }

    /** The Euclidean norm of all elements; its gradient at zero is zero. */
    public Tensor norm() {
        ShapeRules.requireFloat("norm", this);
        return recorder.pure("norm", "torch.linalg_vector_norm(%0)", List.of(this), type(), Shape.scalar());
    }

    /** The Euclidean norm over axes, which go. */
    public Tensor norm(int... axes) {
        return pNorm(2, axes);
    }

    /** The p-norm over axes, which go. */
    public Tensor pNorm(double p, int... axes) {
        ShapeRules.requireFloat("norm", this);
        return reduce("norm", "torch.linalg_vector_norm(%0, " + Literal.of(p) + ", {axes}, {keep})", false, axes);
    }

    public Tensor normKeep(int... axes) {
        ShapeRules.requireFloat("norm", this);
        return reduce("norm", "torch.linalg_vector_norm(%0, 2., {axes}, {keep})", true, axes);
    }

    public Tensor cumSum(int axis) {
        return unary("cumSum", "torch.cumsum(%0, " + shape().axis(axis) + ")");
    }

    // ---- order -----------------------------------------------------------------------------------------------

    /** The index of the largest element along an axis, which goes. */
    public Tensor argMax(int axis) {
        int at = shape().axis(axis);
        return indices("argMax", "torch.argmax(%0, " + at + ", False)", shape().without(at));
    }

    /** The indices that sort an axis ascending; equal elements keep their order. */
    public Tensor argSort(int axis) {
        return argSort(axis, false);
    }

    public Tensor argSortDescending(int axis) {
        return argSort(axis, true);
    }

    /** The k largest elements along an axis, largest first. */
    public TopK topK(long k, int axis) {
        int at = shape().axis(axis);
        Shape shape = shape().with(at, Dim.of(k));
        List<Tensor> both = recorder.recordAll(new Operation(
                "topK",
                "torch.topk(%0, " + k + ", " + at + ", True, True)",
                List.of(this),
                List.of(new Result(type(), shape), new Result(DType.INT64, shape)),
                Flow.GRADIENT));
        return new TopK(both.get(0), both.get(1));
    }

    /** The largest elements along an axis and where they stand. */
    public record TopK(Tensor values, Tensor indices) {}

    // ---- rows ------------------------------------------------------------------------------------------------

    /** The rows of a table at indices of any shape: index.shape + this.shape without its first axis. */
    public Tensor gatherRows(Tensor index) {
        ShapeRules.requireType("gatherRows", index, DType.INT64);
        Shape shape = index.shape().plus(shape().from(1));
        if (rank() == 2 && type().isFloat()) {
            // its backward sorts the indices on a GPU, so that a rerun is bit-identical there too
            return recorder.pure("gatherRows", "torch.embedding(%0, %1)", List.of(this, index), type(), shape);
        }
        String code = "torch.index_select(%0, 0, %1)";
        Tensor flat = recorder.pure(
                "gatherRows",
                code,
                List.of(this, index.flatten()),
                type(),
                Shape.of(index.shape().size()).plus(shape().from(1)));
        return flat.reshape(shape);
    }

    /** For each index the element at that place along an axis. */
    public Tensor gather(int axis, Tensor index) {
        ShapeRules.requireType("gather", index, DType.INT64);
        int at = shape().axis(axis);
        boolean fits = index.rank() == rank() && index.shape().without(at).equals(shape().without(at));
        ShapeRules.require(fits, "gather", this, index, "differ beside axis " + at);
        String code = "torch.gather(%0, " + at + ", %1)";
        return recorder.pure("gather", code, List.of(this, index), type(), index.shape());
    }

    /** This with rows added at indices; a row may be hit several times. */
    public Tensor indexAdd(Tensor index, Tensor rows) {
        requireRows("indexAdd", index, rows);
        return recorder.pure("indexAdd", "torch.index_add(%0, 0, %1, %2)", List.of(this, index, rows), type(), shape());
    }

    /** Sums the rows that share a segment number: (segments, ...). */
    public Tensor segmentSum(Tensor segment, Dim segments) {
        Shape shape = shape().with(0, segments);
        return recorder.full(shape, type(), 0).indexAdd(segment, this);
    }

    // ---- composites of the field -----------------------------------------------------------------------------

    public Tensor softmax(int axis) {
        return real("softmax", "torch.softmax(%0, " + shape().axis(axis) + ")");
    }

    public Tensor logSoftmax(int axis) {
        return real("logSoftmax", "torch.log_softmax(%0, " + shape().axis(axis) + ")");
    }

    /** {@code logSumExp(row) - row[class]} for each row of logits (rows, classes). */
    public Tensor crossEntropy(Tensor classIndex) {
        ShapeRules.requireFloat("crossEntropy", this);
        ShapeRules.requireRank("crossEntropy", this, 2);
        ShapeRules.requireType("crossEntropy", classIndex, DType.INT64);
        ShapeRules.requireSame("crossEntropy", classIndex, shape().before(1));
        String code = "torch.cross_entropy_loss(%0, %1, None, 0, -100, 0.)";
        return recorder.pure("crossEntropy", code, List.of(this, classIndex), type(), classIndex.shape());
    }

    /** Normalises over the last axis with the biased variance; {@code eps} stands inside the root. */
    public Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        ShapeRules.requireSame("layerNorm weight", weight, shape().from(-1));
        ShapeRules.requireSame("layerNorm bias", bias, shape().from(-1));
        String code = "torch.layer_norm(%0, " + shape().from(-1).code() + ", %1, %2, " + Literal.of(eps) + ", False)";
        return recorder.pure("layerNorm", code, List.of(this, weight, bias), type(), shape());
    }

    /** Layer normalisation without scale and shift. */
    public Tensor layerNorm(double eps) {
        String code =
                "torch.layer_norm(%0, " + shape().from(-1).code() + ", None, None, " + Literal.of(eps) + ", False)";
        return real("layerNorm", code);
    }

    /** {@code this / max(norm, 1e-12)} over the last axis. */
    public Tensor l2Normalise() {
        return l2Normalise(1e-12);
    }

    public Tensor l2Normalise(double eps) {
        return div(normKeep(-1).clampMin(eps));
    }

    /** Cosine over the last axis; each norm is clamped at 1e-8. */
    public Tensor cosine(Tensor other) {
        return l2Normalise(1e-8).dot(other.l2Normalise(1e-8));
    }

    /** Huber's loss by element: {@code d^2 / (2 beta)} where {@code |d| < beta}, else {@code |d| - beta / 2}. */
    public Tensor smoothL1(Tensor target, double beta) {
        ShapeRules.requireFloat("smoothL1", this);
        ShapeRules.requireSame("smoothL1", target, shape());
        String code = "torch.smooth_l1_loss(%0, %1, 0, " + Literal.of(beta) + ")";
        return recorder.pure("smoothL1", code, List.of(this, target), type(), shape());
    }

    // ---- linear algebra --------------------------------------------------------------------------------------

    /** The lower Cholesky factor of a positive definite matrix. */
    public Tensor cholesky() {
        requireSquare("cholesky");
        return real("cholesky", "torch.linalg_cholesky(%0)");
    }

    /** The logarithm of the determinant of a positive definite matrix. */
    public Tensor logDet() {
        return cholesky().diagonal().log().sum(-1).mul(2);
    }

    /** {@code X} with {@code this X = right}, for a lower triangular matrix. */
    public Tensor solveLower(Tensor right) {
        requireSquare("solveLower");
        ShapeRules.require(
                right.rank() >= 2 && dim(-1).equals(right.dim(-2)), "solveLower", this, right, "do not meet");
        String code = "torch.linalg_solve_triangular(%0, %1, upper=False)";
        return recorder.pure("solveLower", code, List.of(this, right), type(), right.shape());
    }

    /** Singular values, largest first, of a matrix whose lengths are known. */
    public Tensor singularValues() {
        ShapeRules.requireFloat("singularValues", this);
        ShapeRules.requireRank("singularValues", this, 2);
        if (!dim(0).isConstant() || !dim(1).isConstant()) {
            throw new IllegalArgumentException("singularValues: must have a known shape, got " + describe());
        }
        long count = Math.min(dim(0).constant(), dim(1).constant());
        return recorder.record(
                "singularValues", "torch.linalg_svdvals(%0)", List.of(this), type(), Shape.of(count), Flow.GRADIENT);
    }

    // ---- changes of a state ----------------------------------------------------------------------------------

    /** Overwrites this state. */
    public void assign(Tensor value) {
        update("assign", "torch.copy_(%0, %1)", value);
    }

    public void addInPlace(Tensor value) {
        update("addInPlace", "torch.add_(%0, %1)", value);
    }

    public void addInPlace(double value) {
        recorder.update("addInPlace", "torch.add_(%0, " + literal(value) + ")", this, List.of());
    }

    /** Adds {@code value * scale}. */
    public void addScaledInPlace(Tensor value, double scale) {
        update("addScaledInPlace", "torch.add_(%0, %1, alpha=" + literal(scale) + ")", value);
    }

    public void mulInPlace(Tensor value) {
        update("mulInPlace", "torch.mul_(%0, %1)", value);
    }

    public void mulInPlace(double value) {
        recorder.update("mulInPlace", "torch.mul_(%0, " + literal(value) + ")", this, List.of());
    }

    /** Moves this state towards {@code end} by a share: {@code this + weight (end - this)}. */
    public void lerpInPlace(Tensor end, double weight) {
        update("lerpInPlace", "torch.lerp_(%0, %1, " + Literal.of(weight) + ")", end);
    }

    public void lerpInPlace(Tensor end, Tensor weight) {
        requireBroadcast("lerpInPlace", end);
        requireBroadcast("lerpInPlace", weight);
        recorder.update("lerpInPlace", "torch.lerp_(%0, %1, %2)", this, List.of(end, weight));
    }

    /** Adds {@code scale * a * b}. */
    public void addProductInPlace(Tensor a, Tensor b, double scale) {
        requireBroadcast("addProductInPlace", a);
        requireBroadcast("addProductInPlace", b);
        String code = "torch.addcmul_(%0, %1, %2, value=" + Literal.of(scale) + ")";
        recorder.update("addProductInPlace", code, this, List.of(a, b));
    }

    /** Overwrites rows; an index may occur once. */
    public void putRows(Tensor index, Tensor rows) {
        requireRows("putRows", index, rows);
        recorder.update("putRows", "torch.index_copy_(%0, 0, %1, %2)", this, List.of(index, rows));
    }

    /** Adds to rows; what goes to one row is summed. */
    public void addRows(Tensor index, Tensor rows) {
        requireRows("addRows", index, rows);
        recorder.update("addRows", "torch.index_add_(%0, 0, %1, %2)", this, List.of(index, rows));
    }

    // ---- for this package ------------------------------------------------------------------------------------

    /** A name for messages: what made this, its type and its shape. */
    String describe() {
        return node.name() + " " + type() + " " + shape();
    }

    @Override
    public String toString() {
        return describe();
    }

    Recorder recorder() {
        return recorder;
    }

    Node node() {
        return node;
    }

    Block block() {
        return block;
    }

    Result result() {
        return result;
    }

    /** The argument whose memory this shares, or null. */
    @Nullable
    Tensor argument() {
        return node.kind() == Node.Kind.ARGUMENT ? this : viewed;
    }

    /** Whether a gradient flows back through this. */
    boolean tracked() {
        return tracked;
    }

    /** Whether this views a state that has changed since. */
    boolean isStale() {
        return viewed != null && viewedVersion != recorder.version(viewed);
    }

    // ---- recording -------------------------------------------------------------------------------------------

    private Tensor unary(String name, String code) {
        return recorder.pure(name, code, List.of(this), type(), shape());
    }

    private Tensor real(String name) {
        return real(name, "torch." + name + "(%0)");
    }

    private Tensor real(String name, String code) {
        ShapeRules.requireFloat(name, this);
        return unary(name, code);
    }

    private Tensor view(String name, String code, Shape shape) {
        return recorder.record(name, code, List.of(this), type(), shape, Flow.VIEW);
    }

    private Tensor arithmetic(String name, Tensor other) {
        ShapeRules.require(type() == other.type() && type() != DType.BOOL, name, this, other, "differ in type");
        Shape shape = ShapeRules.broadcast(name, this, other);
        return recorder.pure(name, "torch." + name + "(%0, %1)", List.of(this, other), type(), shape);
    }

    private Tensor arithmetic(String name, double other) {
        return unary(name, "torch." + name + "(%0, " + literal(other) + ")");
    }

    private Tensor compare(String name, Tensor other) {
        ShapeRules.require(type() == other.type(), name, this, other, "differ in type");
        Shape shape = ShapeRules.broadcast(name, this, other);
        return recorder.record(name, "torch." + name + "(%0, %1)", List.of(this, other), DType.BOOL, shape, Flow.NONE);
    }

    private Tensor compare(String name, double other) {
        return test(name, "torch." + name + "(%0, " + literal(other) + ")", shape());
    }

    private Tensor logical(String name, String code, Tensor other) {
        ShapeRules.requireType(name, this, DType.BOOL);
        ShapeRules.requireType(name, other, DType.BOOL);
        Shape shape = ShapeRules.broadcast(name, this, other);
        return recorder.record(name, code, List.of(this, other), DType.BOOL, shape, Flow.NONE);
    }

    private Tensor test(String name, String code, Shape shape) {
        return recorder.record(name, code, List.of(this), DType.BOOL, shape, Flow.NONE);
    }

    private Tensor indices(String name, String code, Shape shape) {
        return recorder.record(name, code, List.of(this), DType.INT64, shape, Flow.NONE);
    }

    private Tensor argSort(int axis, boolean descending) {
        String code = "torch.argsort(%0, stable=True, dim=" + shape().axis(axis) + ", descending="
                + Literal.of(descending) + ")";
        return indices("argSort", code, shape());
    }

    private Tensor total(String name) {
        return recorder.pure(name, "torch." + name + "(%0)", List.of(this), type(), Shape.scalar());
    }

    private Tensor reduce(String name, String code, boolean keep, int... axes) {
        Shape reduced = shape();
        for (int axis : Arrays.stream(axes).map(shape()::axis).sorted().toArray()) {
            reduced = reduced.with(axis, Dim.of(1));
        }
        String list = Arrays.stream(axes)
                .map(shape()::axis)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
        String filled = code.replace("{axes}", list).replace("{keep}", Literal.of(keep));
        return recorder.pure(name, filled, List.of(this), type(), keep ? reduced : without(axes));
    }

    private Shape without(int... axes) {
        List<Integer> gone = Arrays.stream(axes)
                .map(shape()::axis)
                .boxed()
                .sorted()
                .distinct()
                .toList();
        Shape left = shape();
        for (int i = gone.size() - 1; i >= 0; i--) {
            left = left.without(gone.get(i));
        }
        return left;
    }

    private String literal(double value) {
        return Literal.of(type(), value);
    }

    private Shape linearShape(Tensor weight) {
        ShapeRules.requireFloat("linear", this);
        ShapeRules.requireRank("linear weight", weight, 2);
        ShapeRules.require(
                rank() > 0 && dim(-1).equals(weight.dim(1)),
                "linear",
                this,
                weight,
                "differ in the length summed over");
        return shape().with(-1, weight.dim(0));
    }

    private void requireSquare(String name) {
        ShapeRules.requireFloat(name, this);
        if (rank() < 2 || !dim(-1).equals(dim(-2))) {
            throw new IllegalArgumentException(name + ": must be square, got " + describe());
        }
    }

    private void requireRows(String name, Tensor index, Tensor rows) {
        ShapeRules.requireType(name + " index", index, DType.INT64);
        ShapeRules.requireRank(name + " index", index, 1);
        ShapeRules.require(type() == rows.type(), name, this, rows, "differ in type");
        ShapeRules.requireSame(name, rows, shape().with(0, index.dim(0)));
    }

    private void requireBroadcast(String name, Tensor value) {
        boolean fits = ShapeRules.stretches(value.shape(), shape()) && type() == value.type();
        ShapeRules.require(fits, name, this, value, "do not fit: a state keeps its shape and type");
    }

    private void update(String name, String code, Tensor value) {
        requireBroadcast(name, value);
        recorder.update(name, code, this, List.of(value));
    }
}
