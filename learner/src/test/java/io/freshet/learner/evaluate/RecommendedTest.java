package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecommendedTest {
    private final Recommended recommended = new Recommended();

    private static double[] popularity(int... items) {
        return Arrays.stream(items).asDoubleStream().toArray();
    }

    private void add(Recommended to, int target, int... items) {
        to.add(items, popularity(items), target);
    }

    @Test
    void tellsHowMuchOfTheCatalogueIsShown() {
        add(recommended, 1, 1, 2, 3);
        add(recommended, 1, 2, 3, 4);
        assertThat(recommended.figures(8)).containsEntry("coverage", .5).containsEntry("lists", 2.0);
    }

    @Test
    void tellsHowPopularItIsBesideWhatEntitiesCameTo() {
        add(recommended, 4, 6, 10);
        add(recommended, 1, 1, 3);
        assertThat(recommended.figures(20)).containsEntry("popularity", (8 + 2) / (4 + 1.0));
    }

    @Test
    void isEvenWhereAllAreShownAsOftenAndUnevenWhereOneIs() {
        add(recommended, 1, 0, 1, 2, 3);
        assertThat(recommended.figures(4).get("gini")).isCloseTo(0, within(1e-12));
        Recommended one = new Recommended();
        add(one, 1, 3);
        assertThat(one.figures(4).get("gini")).isCloseTo(.75, within(1e-12)); // 1 - 1 / items
    }

    @Test
    void giniIsHalfTheMeanDifferenceByTheMean() {
        SplittableRandom random = new SplittableRandom(3);
        int[] times = new int[30];
        for (int i = 0; i < 50; i++) {
            int item = random.nextInt(20);
            times[item]++;
            add(recommended, 1, item);
        }
        double differences = 0;
        for (int one : times) {
            for (int other : times) {
                differences += Math.abs(one - other);
            }
        }
        double mean = 50 / 30.0;
        assertThat(recommended.figures(30).get("gini")).isCloseTo(differences / (2 * 30 * 30 * mean), within(1e-12));
    }

    @Test
    void forgetsAllButTheLastListsAndOnlyTheFirstTenItemsCount() {
        for (int i = 0; i < 3000; i++) {
            add(recommended, 1, i < 1000 ? 7 : 8);
        }
        assertThat(recommended.figures(10)).containsEntry("coverage", .1);
        add(recommended, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(recommended.figures(100)).containsEntry("coverage", .1);
    }

    @Test
    void saysNothingBeforeTheFirstList() {
        assertThat(recommended.figures(10)).isEmpty();
    }

    @Test
    void goesOnAfterRestoringAsIfNothingHadHappened() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2500; i++) {
            add(recommended, 1 + random.nextInt(9), random.ints(7, 0, 99).toArray());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        recommended.save(new DataOutputStream(bytes));
        Recommended restored = new Recommended();
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (Recommended each : new Recommended[] {recommended, restored}) {
            for (int i = 0; i < 700; i++) {
                add(each, 3, i % 50, 98);
            }
        }
        assertThat(restored.figures(120)).isEqualTo(recommended.figures(120));
    }
}
