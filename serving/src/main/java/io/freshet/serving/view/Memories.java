package io.freshet.serving.view;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the successor memory knows of each item and entity. It is counted, not learnt in a space's coordinates: the newest
 * holds in whatever space an embedding is.
 *
 * <p>One thread applies changes, any number read meanwhile.
 */
final class Memories {
    private final Map<String, Memory.OfItem> items = new ConcurrentHashMap<>();
    private final Map<String, KeptMemory> entities = new ConcurrentHashMap<>();
    // The one instance of each item's id. None is ever dropped: those who recall an item may be read before it, or stay
    // when it has gone, and an id costs a hundred bytes once.
    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private double[] halfLives = {};
    private volatile long now;

    /** Whether its memory, if it has any, is of its kind and all numbers are finite. */
    static boolean isFit(EmbeddingRecord embedding) {
        Memory memory = embedding.memory();
        if (memory instanceof Memory.OfItem item) {
            return embedding.kind().equals(EmbeddingRecord.ITEM) && isFit(item);
        }
        if (memory instanceof Memory.OfEntity entity) {
            return embedding.kind().equals(EmbeddingRecord.ENTITY) && isFit(entity);
        }
        return true;
    }

    private static boolean isFit(Memory.OfItem item) {
        for (float logCount : item.logCounts()) {
            if (!Float.isFinite(logCount)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFit(Memory.OfEntity entity) {
        return Float.isFinite(entity.embeddings())
                && entity.popularity().stream()
                        .allMatch(of ->
                                of.halfLife() > 0 && Double.isFinite(of.halfLife()) && Float.isFinite(of.weight()))
                && entity.recalled().stream().allMatch(recalled -> Float.isFinite(recalled.boost()));
    }

    /** Takes what came with an embedding, in place of what came with the one before. */
    void put(EmbeddingRecord embedding) {
        Memory memory = embedding.memory();
        if (memory instanceof Memory.OfItem item) {
            items.put(only(embedding.id()), item);
            now = Math.max(now, item.events());
        } else if (memory instanceof Memory.OfEntity entity) {
            entities.put(embedding.id(), kept(entity));
        } else {
            remove(embedding.kind(), embedding.id());
        }
    }

    void remove(String kind, String id) {
        if (kind.equals(EmbeddingRecord.ITEM)) {
            items.remove(id);
        } else {
            entities.remove(id);
        }
    }

    private KeptMemory kept(Memory.OfEntity entity) {
        float[] weights = new float[entity.popularity().size()];
        double[] lives = new double[weights.length];
        for (int which = 0; which < weights.length; which++) {
            PopularityWeight of = entity.popularity().get(which);
            weights[which] = of.weight();
            lives[which] = of.halfLife();
        }
        if (!Arrays.equals(lives, halfLives)) {
            halfLives = lives;
        }
        String[] recalled = new String[entity.recalled().size()];
        float[] boosts = new float[recalled.length];
        for (int i = 0; i < recalled.length; i++) {
            Recalled of = entity.recalled().get(i);
            recalled[i] = only(of.item());
            boosts[i] = of.boost();
        }
        return new KeptMemory(entity.embeddings(), halfLives, weights, recalled, boosts);
    }

    private String only(String id) {
        String known = ids.putIfAbsent(id, id);
        return known == null ? id : known;
    }

    Memory.@Nullable OfItem ofItem(String id) {
        return items.get(id);
    }

    @Nullable
    KeptMemory ofEntity(String id) {
        return entities.get(id);
    }

    /** How many events the stream had at the newest item's record. */
    long now() {
        return now;
    }
}
