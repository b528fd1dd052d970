package io.freshet.learner.memory;

import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What came to mind, taken apart for whoever knows the embeddings' scores and not the memory: what holds for every item, its
 * popularity, is weighed by the entity's own weights; the rest is a boost of the items that came to mind.
 */
final class Recollection {
    private final CandidatePool pool;
    private final double[] scores; // short of the embeddings', whose feature is 0
    private final double[] ofPopularity;
    private final double ofEmbeddings;

    Recollection(CandidatePool pool, Blend blend, double[] popularityWeights) {
        this.pool = pool;
        this.scores = blend.scores(pool);
        this.ofPopularity = popularityWeights;
        this.ofEmbeddings = blend.weights()[Feature.EMBEDDINGS.ordinal()];
    }

    /** So many of the wanted rows at most, those with the highest scores. */
    Memory.OfEntity best(int most, IntPredicate wanted, IntFunction<@Nullable String> names) {
        for (int place = 0; place < scores.length; place++) {
            if (!wanted.test(pool.row(place))) {
                scores[place] = Double.NEGATIVE_INFINITY;
            }
        }
        double least = Math.max(Top.least(scores, most), -Double.MAX_VALUE);
        int[] order = IntStream.range(0, scores.length)
                .filter(place -> scores[place] >= least)
                .toArray();
        IntArrays.quickSort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        List<Recalled> recalled = new ArrayList<>();
        for (int i = 0; i < Math.min(most, order.length); i++) {
            String name = Objects.requireNonNull(names.apply(pool.row(order[i])), "a candidate has no name");
            recalled.add(new Recalled(name, (float) boost(order[i])));
        }
        return new Memory.OfEntity((float) ofEmbeddings, popularity(), recalled);
    }

    private double boost(int place) {
        double boost = scores[place];
        for (int which = 0; which < ofPopularity.length; which++) {
            boost -= ofPopularity[which] * pool.get(place, Recall.POPULARITIES[which]);
        }
        return boost;
    }

    private List<PopularityWeight> popularity() {
        List<PopularityWeight> weights = new ArrayList<>();
        for (int which = 0; which < ofPopularity.length; which++) {
            weights.add(new PopularityWeight(Fashions.DECAYS.get(which).halfLife(), (float) ofPopularity[which]));
        }
        return weights;
    }
}
