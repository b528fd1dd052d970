package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlendTest {
    private static final int ITEMS = 200;
    private static final List<String> ATTRIBUTES = List.of("colour");

    /** Items with scores that say little, and a feature that says how likely each is. */
    private static CandidatePool pool(SplittableRandom random) {
        CandidatePool pool = new CandidatePool(1);
        for (int row = 0; row < ITEMS; row++) {
            int place = pool.place(row);
            pool.set(place, Feature.EMBEDDINGS, random.nextGaussian());
            pool.set(place, Feature.SUCCESSOR, random.nextInt(10) == 0 ? random.nextDouble(3) : 0);
        }
        return pool;
    }

    /** An item drawn by the softmax of what the features count in truth. */
    private static int drawn(CandidatePool pool, double ofEmbeddings, double ofSuccessor, SplittableRandom random) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int place = 0; place < pool.size(); place++) {
            double score = ofEmbeddings * pool.get(place, Feature.EMBEDDINGS)
                    + ofSuccessor * pool.get(place, Feature.SUCCESSOR)
                    - Math.log(-Math.log(random.nextDouble())); // Gumbel noise makes it a draw
            if (score > most) {
                most = score;
                best = place;
            }
        }
        return best;
    }

    private static void learn(Blend blend, int events, double ofSuccessor, SplittableRandom random) {
        for (int i = 0; i < events; i++) {
            CandidatePool pool = pool(random);
            blend.learn(pool, blend.scores(pool), drawn(pool, 1, ofSuccessor, random));
        }
    }

    @Test
    void findsOutWhatAFeatureCountsWithinSomeHundredEvents() {
        SplittableRandom random = new SplittableRandom(3);
        Blend blend = new Blend(ATTRIBUTES);
        assertThat(blend.figures().get("successor")).isZero();
        learn(blend, 1000, 4, random);
        assertThat(blend.figures().get("successor")).isBetween(3.0, 5.0);
        assertThat(blend.figures().get("embeddings")).isBetween(.7, 1.3);
    }

    @Test
    void anAttributeIsAFeatureLikeOthers() {
        SplittableRandom random = new SplittableRandom(9);
        Blend blend = new Blend(ATTRIBUTES);
        for (int i = 0; i < 500; i++) {
            CandidatePool pool = pool(random);
            int target = random.nextInt(ITEMS);
            pool.setAttribute(target, 0, 1);
            pool.setAttribute(random.nextInt(ITEMS), 0, 1);
            blend.learn(pool, blend.scores(pool), target);
        }
        assertThat(blend.figures().get("attribute-colour")).isGreaterThan(2);
    }

    @Test
    void aFeatureThatSaysNothingGetsNoWeight() {
        SplittableRandom random = new SplittableRandom(4);
        Blend blend = new Blend(ATTRIBUTES);
        learn(blend, 1000, 0, random);
        assertThat(blend.figures().get("successor")).isBetween(-.3, .3);
        assertThat(blend.figures().get("own")).as("never seen").isZero();
    }

    @Test
    void onlyWhatCountsIsLearntFrom() {
        Blend all = new Blend(ATTRIBUTES);
        Blend some = new Blend(ATTRIBUTES);
        CandidatePool pool = pool(new SplittableRandom(5));
        all.learn(pool, all.scores(pool), 0);
        double[] itselfAlone = some.scores(pool);
        Arrays.fill(itselfAlone, 1, ITEMS, Double.NEGATIVE_INFINITY);
        some.learn(pool, itselfAlone, 0);
        assertThat(some.figures().get("embeddings"))
                .as("nothing to be told from")
                .isEqualTo(1);
        assertThat(all.figures().get("embeddings")).isNotEqualTo(1);
    }

    @Test
    void embeddingsThatExplodeDoNotTakeTheWeightsWithThem() {
        Blend blend = new Blend(ATTRIBUTES);
        CandidatePool pool = pool(new SplittableRandom(8));
        for (int place = 0; place < ITEMS; place++) {
            pool.set(place, Feature.EMBEDDINGS, (place % 2 == 0 ? 1 : -1) * (double) Float.MAX_VALUE);
        }
        for (int i = 0; i < 3; i++) {
            blend.learn(pool, blend.scores(pool), i);
        }
        assertThat(blend.figures().values()).allMatch(Double::isFinite);
        assertThat(blend.scores(pool)).doesNotContain(Double.NaN);
    }

    @Test
    void aRestoredBlendGoesOnBitByBit() throws IOException {
        Blend blend = new Blend(ATTRIBUTES);
        learn(blend, 64, 2, new SplittableRandom(6));
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        blend.save(new DataOutputStream(saved));
        Blend restored = new Blend(ATTRIBUTES);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        learn(blend, 64, 2, new SplittableRandom(7));
        learn(restored, 64, 2, new SplittableRandom(7));
        assertThat(restored.figures()).isEqualTo(blend.figures());
    }
}
