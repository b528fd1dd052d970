package io.freshet.serving.view;

import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An entity's memory in few bytes, for there are many entities: 8 for each item recalled and about 130 beside them.
 *
 * @param halfLives of the popularities, one array for all entities
 * @param weights of the popularities
 * @param recalled ids, each the one instance of its item
 * @param boosts of those recalled
 */
record KeptMemory(float embeddings, double[] halfLives, float[] weights, String[] recalled, float[] boosts) {

    /** What scores items; it recalls none, because the boosts are here. */
    Memory.OfEntity scorer() {
        List<PopularityWeight> popularity = new ArrayList<>(weights.length);
        for (int which = 0; which < weights.length; which++) {
            popularity.add(new PopularityWeight(halfLives[which], weights[which]));
        }
        return new Memory.OfEntity(embeddings, popularity, List.of());
    }

    /** What is recalled with its boost; of one that is recalled twice, the first counts. */
    Map<String, Float> boostsById() {
        Map<String, Float> byId = new HashMap<>(2 * recalled.length);
        for (int i = 0; i < recalled.length; i++) {
            byId.putIfAbsent(recalled[i], boosts[i]);
        }
        return byId;
    }
}
