package io.freshet.learner.training;

import io.freshet.learner.memory.Popularity;
import io.freshet.model.feature.Example;
import io.freshet.model.program.Outputs;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a step's outputs as embeddings of what the batch touched. The popularity prior is one more dimension, so that a
 * plain dot product stays the score.
 */
final class FreshVectors {
    private static final int PRIOR_DIMENSIONS = 1;

    private final int width;
    private final Popularity popularity;
    private final @Nullable FreshMemories memories;

    /**
     * @param width of a vector without its prior
     * @param memories what goes with the vectors; null for nothing
     */
    FreshVectors(int width, Popularity popularity, @Nullable FreshMemories memories) {
        this.width = width;
        this.popularity = popularity;
        this.memories = memories;
    }

    /** The entities' vectors, each by the place in the batch of its newest example. */
    Map<Integer, EmbeddedVector> entities(StepBatch batch, Outputs outputs, float[] rows) {
        float priorWeight = (float) outputs.scalar("prior-weight");
        Map<Integer, EmbeddedVector> entities = new LinkedHashMap<>();
        batch.newest().forEach((entity, i) -> {
            Memory memory = memories == null ? null : memories.ofEntity(batch, i);
            Example example = batch.examples.get(i);
            entities.put(i, vector(EmbeddingRecord.ENTITY, entity, example, rows, i, priorWeight, memory));
        });
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
                Memory memory = memories == null ? null : memories.ofItem(last.getKey());
                embeddings.add(vector(EmbeddingRecord.ITEM, item, example, rows, place, prior, memory));
            }
            place++;
        }
        return embeddings;
    }

    private EmbeddedVector vector(
            String kind, String id, Example by, float[] rows, int row, float prior, @Nullable Memory memory) {
        float[] vector = new float[width + PRIOR_DIMENSIONS];
        System.arraycopy(rows, row * width, vector, 0, width);
        vector[width] = prior;
        return new EmbeddedVector(kind, id, vector, PRIOR_DIMENSIONS, by.event().timeMs(), by.arrivalTimeMs(), memory);
    }
}
