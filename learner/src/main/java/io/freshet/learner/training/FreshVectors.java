package io.freshet.learner.training;

import io.freshet.learner.memory.Popularity;
import io.freshet.model.feature.Example;
import io.freshet.model.program.Outputs;
import io.freshet.schemas.message.EmbeddingRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a step's outputs as embeddings of what the batch touched. The popularity prior is one more dimension, so that a
 * plain dot product stays the score.
 */
final class FreshVectors {
    private static final int PRIOR_DIMENSIONS = 1;

    private final int width;
    private final Popularity popularity;

    /** @param width of a vector without its prior */
    FreshVectors(int width, Popularity popularity) {
        this.width = width;
        this.popularity = popularity;
    }

    /** The entities' vectors, each by the place in the batch of its newest example. */
    Map<Integer, EmbeddedVector> entities(StepBatch batch, Outputs outputs, float[] rows) {
        float priorWeight = (float) outputs.scalar("prior-weight");
        Map<Integer, EmbeddedVector> entities = new LinkedHashMap<>();
        batch.newest()
                .forEach((entity, i) -> entities.put(
                        i, vector(EmbeddingRecord.ENTITY, entity, batch.examples.get(i), rows, i, priorWeight)));
        return entities;
    }

    List<EmbeddedVector> items(StepBatch batch, Outputs outputs) {
        List<EmbeddedVector> embeddings = new ArrayList<>();
        float priorWeight = (float) outputs.scalar("prior-weight");
        float[] rows = outputs.get("items").floats();
        float[] bias = outputs.get("items.bias").floats();
        int place = 0;
        for (Map.Entry<Integer, Integer> last : batch.lastEvents().entrySet()) {
            Example example = batch.examples.get(last.getValue());
            String item = example.item();
            if (item != null) {
                // times the entity's weight it is the bias plus the weighted log popularity
                float prior = bias[place] / priorWeight + popularity.logWeight(last.getKey());
                embeddings.add(vector(EmbeddingRecord.ITEM, item, example, rows, place, prior));
            }
            place++;
        }
        return embeddings;
    }

    private EmbeddedVector vector(String kind, String id, Example by, float[] rows, int row, float prior) {
        float[] vector = new float[width + PRIOR_DIMENSIONS];
        System.arraycopy(rows, row * width, vector, 0, width);
        vector[width] = prior;
        return new EmbeddedVector(kind, id, vector, PRIOR_DIMENSIONS, by.event().timeMs(), by.arrivalTimeMs());
    }
}
