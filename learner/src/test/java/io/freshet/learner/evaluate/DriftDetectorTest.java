package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.learner.evaluate.DriftDetector.Change;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
    private static final Map<String, Supplier<DriftDetector>> DETECTORS = Map.of(
            Adwin.NAME, () -> new Adwin(Adwin.Config.DEFAULT),
            PageHinkley.NAME, () -> new PageHinkley(PageHinkley.Config.DEFAULT));

    @Test
    void adwinIsTheDefinitionComputedNaively() {
        for (long seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            Adwin adwin = new Adwin(Adwin.Config.DEFAULT);
            NaiveAdwin naive = new NaiveAdwin(Adwin.Config.DEFAULT.delta());
            for (int i = 0; i < 1_500; i++) {
                double value = (i / 400 % 2) * .3 + random.nextDouble() * .7;

                boolean changed = adwin.add(value) != Change.NONE;

                assertThat(changed).as("seed %d, value %d", seed, i).isEqualTo(naive.add(value));
            }
            double[] window =
                    naive.values().stream().mapToDouble(value -> value).toArray();
            double mean = mean(window);
            double variance = 0;
            for (double value : window) {
                variance += (value - mean) * (value - mean) / window.length;
            }
            assertThat(adwin.width()).isEqualTo(window.length);
            assertThat(adwin.mean()).isCloseTo(mean, within(1e-9));
            assertThat(adwin.variance()).isCloseTo(variance, within(1e-9));
        }
    }

    @Test
    void seesAFallSoon() {
        DETECTORS.forEach((name, make) -> {
            int slowest = 0;
            for (long seed = 0; seed < 50; seed++) {
                Random random = new Random(seed);
                DriftDetector detector = make.get();
                for (int i = 0; i < 5_000; i++) {
                    detector.add(random.nextDouble() < .4 ? 1 : 0);
                }
                int after = 0;
                Change change = Change.NONE;
                while (change != Change.FELL && after < 5_000) {
                    after++;
                    change = detector.add(random.nextDouble() < .2 ? 1 : 0);
                }
                assertThat(change).as("%s, seed %d", name, seed).isEqualTo(Change.FELL);
                slowest = Math.max(slowest, after);
            }
            System.out.printf(
                    "%s sees hits fall from .4 to .2 within %d values at the latest (seeds 0 to 49)%n", name, slowest);
            assertThat(slowest).as(name).isLessThan(1_000);
        });
    }

    @Test
    void adwinKeepsWhatCameAfterTheChange() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Adwin adwin = new Adwin(Adwin.Config.DEFAULT);
            for (int i = 0; i < 5_000; i++) {
                adwin.add(random.nextDouble() < .4 ? 1 : 0);
            }
            for (int i = 0; i < 1_000; i++) {
                adwin.add(random.nextDouble() < .2 ? 1 : 0);
            }
            assertThat(adwin.sinceChange()).as("seed %d", seed).isBetween(500L, 1_300L);
        }
    }

    @Test
    void pageHinkleyKnowsWhenASteadyValueChanged() {
        PageHinkley detector = new PageHinkley(PageHinkley.Config.DEFAULT);
        for (int i = 0; i < 500; i++) {
            detector.add(.8);
        }
        int after = 0;
        while (detector.add(.2) == Change.NONE) {
            after++;
        }

        assertThat(detector.sinceChange()).isBetween(after - 2L, after + 2L);
    }

    @Test
    void adwinRarelyCriesOnAStreamThatStays() {
        double alarms = alarmsPerMillion(Adwin.NAME);
        assertThat(alarms).isLessThan(20);
    }

    @Test
    void pageHinkleyCriesOftenOnHitsWithRiversDefaults() {
        double alarms = alarmsPerMillion(PageHinkley.NAME);
        assertThat(alarms).isLessThan(500);
    }

    private static double alarmsPerMillion(String name) {
        int alarms = 0;
        int seeds = 40;
        int values = 50_000;
        for (long seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            DriftDetector detector = DETECTORS.get(name).get();
            for (int i = 0; i < values; i++) {
                alarms += detector.add(random.nextDouble() < .3 ? 1 : 0) == Change.NONE ? 0 : 1;
            }
        }
        double perMillion = 1e6 * alarms / seeds / values;
        System.out.printf(
                "%s: %d false alarms in %,d hits of .3 (seeds 0 to %d), %.1f a million%n",
                name, alarms, seeds * values, seeds - 1, perMillion);
        return perMillion;
    }

    @Test
    void goesOnAfterRestoringAsIfNothingHadHappened() throws IOException {
        for (Map.Entry<String, Supplier<DriftDetector>> entry : DETECTORS.entrySet()) {
            Random random = new Random(3);
            DriftDetector detector = entry.getValue().get();
            for (int i = 0; i < 2_345; i++) {
                detector.add(random.nextDouble());
            }
            DriftDetector restored = entry.getValue().get();
            restored.add(.9);
            restored.restore(new DataInputStream(new ByteArrayInputStream(bytes(detector))));

            for (int i = 0; i < 2_000; i++) {
                double value = random.nextDouble() * .5;
                assertThat(restored.add(value)).isEqualTo(detector.add(value));
            }
            assertThat(bytes(restored)).as(entry.getKey()).isEqualTo(bytes(detector));
        }
    }

    private static byte[] bytes(DriftDetector detector) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        detector.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
