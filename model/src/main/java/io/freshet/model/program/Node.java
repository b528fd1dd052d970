package io.freshet.model.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recorded line: an operation, its operands and its results.
 *
 * @param code TorchScript in which {@code %0}, {@code %1} stand for the operands
 * @param body what a branch runs when its condition holds
 */
record Node(
        Kind kind,
        String name,
        String code,
        List<Tensor> operands,
        List<Tensor> results,
        @Nullable Block body) {
    /** What a line does besides computing, which decides whether it may be dropped or shared. */
    enum Kind {
        ARGUMENT,
        /** Computes; dropped when nothing reads it. */
        PURE,
        /** Reverse-mode gradient; its results may be missing in libtorch, where they mean zero. */
        GRADIENT,
        /** Changes a state argument in place; never dropped. */
        UPDATE,
        /** Runs its body when its only operand is true. */
        BRANCH
    }

    Node with(Block newBody) {
        return new Node(kind, name, code, operands, results, newBody);
    }
}
