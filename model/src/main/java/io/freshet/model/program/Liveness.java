package io.freshet.model.program;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Finds the lines that lead to an output or change a state. */
final class Liveness {
    private final Set<Tensor> live = Collections.newSetFromMap(new IdentityHashMap<>());

    private Liveness() {}

    static List<Node> prune(Block block, Collection<Tensor> outputs) {
        Liveness liveness = new Liveness();
        liveness.live.addAll(outputs);
        return liveness.prune(block);
    }

    private List<Node> prune(Block block) {
        List<Node> kept = new ArrayList<>();
        for (int i = block.nodes().size() - 1; i >= 0; i--) {
            Node node = prune(block.nodes().get(i));
            if (isLive(node)) {
                live.addAll(node.operands());
                kept.add(node);
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    private Node prune(Node node) {
        return node.body() == null ? node : node.with(new Block(null, prune(node.body())));
    }

    private boolean isLive(Node node) {
        return switch (node.kind()) {
            case UPDATE -> true;
            case BRANCH -> node.body() != null && !node.body().nodes().isEmpty();
            default -> node.results().stream().anyMatch(live::contains);
        };
    }
}
