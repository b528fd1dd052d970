package io.freshet.learner.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one step gave.
 *
 * @param step its number, from 1; unchanged where the step was skipped
 * @param skipped whether the guard did not let it pass, so that nothing was learnt and nothing may be published
 * @param embeddings of what the batch touched, after the step
 * @param metrics by group and name, such as {@code training.loss.moco}
 * @param withdrawn items that no longer have an embedding, since the model has forgotten them
 * @param quarantined events that were kept from the model, of this step or of this batch
 */
public record StepResult(
        long step,
        boolean skipped,
        List<EmbeddedVector> embeddings,
        Map<String, Double> metrics,
        List<String> withdrawn,
        List<Quarantined> quarantined) {

    /** One after which no item is forgotten. */
    public StepResult(
            long step,
            boolean skipped,
            List<EmbeddedVector> embeddings,
            Map<String, Double> metrics,
            List<Quarantined> quarantined) {
        this(step, skipped, embeddings, metrics, List.of(), quarantined);
    }

    /** The same, with more events that were kept out. */
    StepResult with(List<Quarantined> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Quarantined> all = new ArrayList<>(more);
        all.addAll(quarantined);
        return new StepResult(step, skipped, embeddings, metrics, withdrawn, all);
    }
}
