package io.freshet.model.program;

import java.util.List;

/** An operation about to be recorded: its TorchScript, its operands and what it results in. */
record Operation(String name, String code, List<Tensor> operands, List<Result> results, Flow flow) {
    /** Type and shape of one result. */
    record Result(DType type, Shape shape) {}

    /** What passes through an operation: its operand's gradient, its operand's memory. */
    enum Flow {
        GRADIENT,
        /** The gradient, and the result may share the first operand's memory. */
        VIEW,
        /** No gradient, but the result shares the first operand's memory. */
        DETACHED_VIEW,
        /** Shares memory, and a gradient starts here. */
        LEAF,
        NONE;

        boolean sharesMemory() {
            return this == VIEW || this == DETACHED_VIEW || this == LEAF;
        }

        boolean passesGradient() {
            return this == GRADIENT || this == VIEW;
        }
    }
}
