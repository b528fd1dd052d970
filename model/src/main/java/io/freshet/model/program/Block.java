package io.freshet.model.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lines that run one after the other; a branch's body is a block inside another one. */
final class Block {
    private final @Nullable Block parent;
    private final List<Node> nodes;
    private final Map<Object, List<Tensor>> computed = new HashMap<>();

    Block(@Nullable Block parent) {
        this(parent, new ArrayList<>());
    }

    Block(@Nullable Block parent, List<Node> nodes) {
        this.parent = parent;
        this.nodes = nodes;
    }

    List<Node> nodes() {
        return nodes;
    }

    void add(Node node) {
        nodes.add(node);
    }

    /** Whether what this block computes can be read inside {@code other}. */
    boolean encloses(Block other) {
        for (Block block = other; block != null; block = block.parent) {
            if (block == this) {
                return true;
            }
        }
        return false;
    }

    /** The results of an equal line that has run whenever this block runs. */
    Optional<List<Tensor>> find(Object line) {
        List<Tensor> results = computed.get(line);
        if (results != null) {
            return Optional.of(results);
        }
        return parent == null ? Optional.empty() : parent.find(line);
    }

    void remember(Object line, List<Tensor> results) {
        computed.put(line, results);
    }
}
