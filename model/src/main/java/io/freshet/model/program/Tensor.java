package io.freshet.model.program;

import io.freshet.model.program.Operation.Flow;
import io.freshet.model.program.Operation.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A symbolic tensor: an element type, a shape, and how it is computed.
 *
 * <p>Every method records one operation in the program that the tensor belongs to and checks shapes while doing so.
 * Axes may be negative. The methods stand, by what they do, in the interfaces that this implements.
 */
public final class Tensor
        implements Elementwise, Comparisons, Reshaping, Products, Reductions, Rows, Activations, StateChanges {
    private final Recorder recorder;
    private final Node node;
    private final Block block;
    private final Result result;
    private final @Nullable Tensor viewed;
    private final int viewedVersion;
    private final boolean tracked;
    private final boolean ownsMemory;

    /** An argument. */
    Tensor(Recorder recorder, Node node, Block block, Result result) {
        this.recorder = recorder;
        this.node = node;
        this.block = block;
        this.result = result;
        this.viewed = null;
        this.viewedVersion = 0;
        this.tracked = false;
        this.ownsMemory = false;
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
        // a gradient may be a view of what libtorch keeps
        this.ownsMemory = node.kind() == Node.Kind.PURE && !operation.flow().sharesMemory();
    }

    @Override
    public DType type() {
        return result.type();
    }

    @Override
    public Shape shape() {
        return result.shape();
    }

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

    /** Whether its memory is shared with no other tensor when it is made. */
    boolean ownsMemory() {
        return ownsMemory;
    }

    /** Whether a gradient flows back through this. */
    boolean tracked() {
        return tracked;
    }

    /** Whether this views a state that has changed since. */
    boolean isStale() {
        return viewed != null && viewedVersion != recorder.version(viewed);
    }

    // what the interfaces record with

    Tensor unary(String name, String code) {
        return recorder.pure(name, code, List.of(this), type(), shape());
    }

    Tensor real(String name) {
        return real(name, "torch." + name + "(%0)");
    }

    Tensor real(String name, String code) {
        ShapeRules.requireFloat(name, this);
        return unary(name, code);
    }

    Tensor view(String name, String code, Shape shape) {
        return recorder.record(name, code, List.of(this), type(), shape, Flow.VIEW);
    }

    Tensor test(String name, String code, Shape shape) {
        return recorder.record(name, code, List.of(this), DType.BOOL, shape, Flow.NONE);
    }

    Tensor indices(String name, String code, Shape shape) {
        return recorder.record(name, code, List.of(this), DType.INT64, shape, Flow.NONE);
    }

    String literal(double value) {
        return Literal.of(type(), value);
    }
}
