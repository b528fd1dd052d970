package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final GuardConfig.Collapse COLLAPSE = new GuardConfig.Collapse(10, .995, 1.5, .1, 40);
    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void vectorsThatBecomeOneHaveCollapsed() {
        CollapseWatch watch = new CollapseWatch(COLLAPSE);
        assertThat(verdict(watch, 100, 1)).isNull();
        assertThat(verdict(watch, 60, 1e-4)).contains("different events are one");
    }

    @Test
    void vectorsThatVanishHaveCollapsed() {
        CollapseWatch watch = new CollapseWatch(COLLAPSE);
        String verdict = null;
        for (int step = 0; step < 50; step++) {
            watch.begin();
            watch.sample(step, new float[32]);
            verdict = verdict == null ? watch.verdict() : verdict;
        }
        assertThat(verdict).contains("all zero");
    }

    @Test
    void equalEventsMayHaveEqualVectors() {
        CollapseWatch watch = new CollapseWatch(COLLAPSE);
        for (int step = 0; step < 100; step++) {
            watch.begin();
            for (int i = 0; i < 8; i++) {
                watch.sample(i, new float[] {1, 2, 3});
            }
            assertThat(watch.verdict()).isNull();
        }
    }

    @Test
    void commonDirectionAloneIsNoCollapse() {
        CollapseWatch watch = new CollapseWatch(COLLAPSE);
        // mean cosine about .96: anisotropic, as contextual embeddings often are
        assertThat(verdict(watch, 100, .2)).isNull();
    }

    // a common direction of length 1 a dimension, and differences of a size
    private String verdict(CollapseWatch watch, int steps, double size) {
        String verdict = null;
        for (int step = 0; step < steps; step++) {
            watch.begin();
            for (int i = 0; i < 4; i++) {
                float[] vector = new float[32];
                for (int d = 0; d < vector.length; d++) {
                    vector[d] = (float) (1 + size * random.nextGaussian());
                }
                watch.sample(random.nextInt(100), vector);
            }
            verdict = verdict == null ? watch.verdict() : verdict;
        }
        return verdict;
    }

    @Test
    void scoreThatFallsUnderItsShareOfTheLongRunIsFound() {
        FallWatch watch = new FallWatch(new GuardConfig.Fall(500, .25));
        for (int i = 0; i < 10_000; i++) {
            watch.add(random.nextDouble() < .4);
            assertThat(watch.verdict()).isNull();
        }
        int after = 0;
        while (watch.verdict() == null && after < 2000) {
            watch.add(random.nextDouble() < .02);
            after++;
        }
        assertThat(after).isBetween(250, 600);
        // the new level is the level: no second trip
        for (int i = 0; i < 10_000; i++) {
            watch.add(random.nextDouble() < .02);
            assertThat(watch.verdict()).isNull();
        }
    }

    @Test
    void scoresThatAreLowAnywayDoNotFall() {
        FallWatch watch = new FallWatch(new GuardConfig.Fall(500, .25));
        for (int i = 0; i < 50_000; i++) {
            watch.add(random.nextDouble() < .05);
            assertThat(watch.verdict()).isNull();
        }
    }

    @Test
    void normFarAboveItsMedianIsExploding() {
        NormWatch watch = new NormWatch(100);
        for (int i = 0; i < 200; i++) {
            // gradients have long tails
            assertThat(watch.isExploding(Math.exp(random.nextGaussian()))).isFalse();
        }
        assertThat(watch.isExploding(1000)).isTrue();
        assertThat(watch.isExploding(30)).isFalse();
    }
}
