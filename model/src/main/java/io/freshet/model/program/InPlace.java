package io.freshet.model.program;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the lines that may write over their first operand: it is a temporary that nothing reads later, and no gradient
 * flows through either. So a chain of elementwise lines needs one block of memory, which stays in the cache.
 */
final class InPlace {
    /** Operations that libtorch also has in place, by the names that they are recorded under. */
    private static final Set<String> OPERATIONS = Set.of(
            "add",
            "sub",
            "mul",
            "div",
            "maskedFill",
            "exp",
            "log",
            "sqrt",
            "rsqrt",
            "reciprocal",
            "neg",
            "abs",
            "tanh",
            "sigmoid",
            "clampMin",
            "clampMax",
            "lerp",
            "addProduct",
            "and",
            "or",
            "not");

    private final Map<Tensor, Integer> readers = new IdentityHashMap<>();

    /** @param outputs what the caller reads when all lines have run */
    InPlace(List<Node> lines, Collection<Tensor> outputs) {
        count(lines);
        outputs.forEach(output -> readers.merge(output, 1, Integer::sum));
    }

    private void count(List<Node> lines) {
        for (Node line : lines) {
            line.operands().forEach(operand -> readers.merge(operand, 1, Integer::sum));
            if (line.body() != null) {
                count(line.body().nodes());
            }
        }
    }

    /** The line's code, in place where that may be. */
    String code(Node line) {
        return mayOverwrite(line) ? line.code().replaceFirst("\\(", "_(") : line.code();
    }

    private boolean mayOverwrite(Node line) {
        if (line.kind() != Node.Kind.PURE || !OPERATIONS.contains(line.name())) {
            return false;
        }
        Tensor target = line.operands().get(0);
        Tensor result = line.results().get(0);
        return target.ownsMemory()
                && readers.getOrDefault(target, 0) == 1
                && line.operands().stream().noneMatch(Tensor::tracked)
                && target.type() == result.type()
                && target.shape().equals(result.shape());
    }
}
