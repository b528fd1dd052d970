package io.freshet.learner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelProbesTest {
    private static final int WIDTH = 8;
    private static final LabelProbes.Config CONFIG = new LabelProbes.Config("kind", 200);
    private final SplittableRandom random = new SplittableRandom(5);

    private record Labelled(float[] embedding, String label) {}

    /** Three kinds in turn at random, each around a point of its own. */
    private List<Labelled> stream(int size, double noise) {
        List<Labelled> stream = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int kind = random.nextInt(3);
            float[] embedding = new float[WIDTH];
            for (int d = 0; d < WIDTH; d++) {
                embedding[d] = (float) ((d == kind ? 1 : 0) + noise * random.nextGaussian());
            }
            stream.add(new Labelled(embedding, "kind" + kind));
        }
        return stream;
    }

    private static void observe(LabelProbes probes, List<Labelled> stream) {
        stream.forEach(each -> probes.observe(each.embedding(), each.label()));
    }

    @Test
    void bothProbesReadWhatFloorsCannotKnow() {
        LabelProbes probes = new LabelProbes(CONFIG);
        observe(probes, stream(2000, .2));

        Map<String, Double> figures = probes.figures();

        assertThat(figures).containsEntry("scored", 1999.0).containsEntry("classes", 3.0);
        assertThat(figures.get("knn.accuracy")).isGreaterThan(.95);
        assertThat(figures.get("linear.accuracy")).isGreaterThan(.95);
        assertThat(figures.get("linear.macro-f1")).isGreaterThan(.95);
        assertThat(figures.get("last-label.accuracy")).isCloseTo(1.0 / 3, within(.05));
        assertThat(figures.get("majority.accuracy")).isCloseTo(1.0 / 3, within(.05));
        // who says one of three says the others never
        assertThat(figures.get("majority.macro-f1")).isLessThan(.35);
    }

    @Test
    void labelsThatEmbeddingsDoNotHoldAreNotFound() {
        LabelProbes probes = new LabelProbes(CONFIG);
        stream(2000, .2).forEach(each -> probes.observe(each.embedding(), "kind" + random.nextInt(3)));

        assertThat(probes.figures().get("knn.accuracy")).isCloseTo(1.0 / 3, within(.05));
        assertThat(probes.figures().get("linear.accuracy")).isCloseTo(1.0 / 3, within(.05));
    }

    @Test
    void embeddingsThatAllMoveAwayAreFollowed() {
        LabelProbes probes = new LabelProbes(CONFIG, 1000);
        observe(probes, stream(2000, .2));
        stream(2000, .2).forEach(each -> {
            float[] moved = each.embedding().clone();
            for (int d = 0; d < WIDTH; d++) {
                moved[(d + 3) % WIDTH] = -3 * each.embedding()[d];
            }
            probes.observe(moved, each.label());
        });

        assertThat(probes.figures().get("knn.last20k.accuracy")).isGreaterThan(.95);
        assertThat(probes.figures().get("linear.last20k.accuracy")).isGreaterThan(.9);
    }

    @Test
    void eventsWithoutALabelAndLabelsPastTheMostAreNotLookedAt() {
        LabelProbes probes = new LabelProbes(CONFIG);
        probes.observe(new float[WIDTH], null);
        for (int i = 0; i < LabelProbes.MAX_CLASSES + 10; i++) {
            probes.observe(new float[] {i, 1}, "name" + i);
        }

        assertThat(probes.figures())
                .containsEntry("scored", LabelProbes.MAX_CLASSES - 1.0)
                .containsEntry("classes", (double) LabelProbes.MAX_CLASSES);
    }

    @Test
    void embeddingThatIsNoNumberCountsAgainstTheModelAndTeachesNothing() {
        LabelProbes probes = new LabelProbes(CONFIG);
        observe(probes, stream(500, .1));
        double right = probes.figures().get("knn.accuracy") * 499;

        probes.observe(new float[] {Float.NaN, 0, 0, 0, 0, 0, 0, 0}, "kind0");
        observe(probes, stream(500, .1));

        assertThat(probes.figures().get("knn.accuracy") * 1000).isCloseTo(right + 500, within(10.0));
        assertThat(probes.figures().get("linear.accuracy")).isGreaterThan(.9);
    }

    @Test
    void restoredProbesGoOnAsIfNothingHadHappened() throws IOException {
        LabelProbes undisturbed = new LabelProbes(CONFIG, 300);
        observe(undisturbed, stream(500, .5));
        LabelProbes restored = new LabelProbes(CONFIG, 300);
        restore(restored, save(undisturbed));
        List<Labelled> rest = stream(500, .5);
        observe(undisturbed, rest);
        observe(restored, rest);

        assertThat(restored.figures()).isEqualTo(undisturbed.figures());
        assertThat(save(restored)).isEqualTo(save(undisturbed));
    }

    @Test
    void stateOfAnotherLabelIsPassedOver() throws IOException {
        LabelProbes probes = new LabelProbes(CONFIG);
        observe(probes, stream(100, .5));
        for (LabelProbes.Config other : new LabelProbes.Config[] {null, new LabelProbes.Config("other", 200)}) {
            LabelProbes restored = new LabelProbes(other);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(save(probes));
            bytes.write(7);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
            restored.restore(in);

            assertThat(restored.figures().getOrDefault("scored", 0.0)).isZero();
            assertThat(in.read()).isEqualTo(7);
        }
    }

    @Test
    void fewerRowsThanWereSavedKeepTheNewest() throws IOException {
        LabelProbes probes = new LabelProbes(CONFIG);
        observe(probes, stream(500, .1));
        LabelProbes restored = new LabelProbes(new LabelProbes.Config("kind", 50));
        restore(restored, save(probes));
        double right = restored.figures().get("knn.accuracy") * 499;
        observe(restored, stream(100, .1));

        assertThat(restored.figures().get("knn.accuracy") * 599).isCloseTo(right + 100, within(5.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clas        | must name a declared field, got clas; did you mean 'class'?",
                "size        | must name a categorical or boolean field, got size, which is numeric",
                "colour      | must name a field that the learner does not see, got colour, which it learns from",
                "class       | must name a field that the learner does not see, got class, which it learns from as kind",
                "shop        | must name a field that the learner does not see, got shop, by which events are told apart"
            })
    void labelThatTheLearnerWouldSeeIsAFaultWithItsLine(String label, String fault) {
        Section root =
                YamlFile.parse(PIPELINE + "learner:\n  evaluate:\n    label: " + label + "\n", "s.yaml", Map.of());
        LabelProbes.Config.read(root.section("learner").section("evaluate"), StreamConfig.read(root));

        assertThat(catchThrowableOfType(ConfigException.class, root::throwIfAny))
                .hasMessageContaining("s.yaml:14: learner.evaluate.label: " + fault);
    }

    private static final String PIPELINE = """
            name: s
            format: { type: json }
            fields:
              shop: { type: categorical, learn: false }
              size: { type: numeric, learn: false }
              colour: { type: categorical }
              class: { type: categorical, learn: false }
              kind: { type: categorical, from: class }
              good: { type: boolean, learn: false }
            event:
              entity: shop
            """;

    @Test
    void aFieldThatIsDeclaredAndNotLearntIsALabel() {
        Section root = YamlFile.parse(
                PIPELINE, "s.yaml", Map.of("learner.evaluate.label", "good", "learner.evaluate.label-rows", "7"));
        LabelProbes.Config config =
                LabelProbes.Config.read(root.section("learner").section("evaluate"), StreamConfig.read(root));
        root.throwIfAny();

        assertThat(config).isEqualTo(new LabelProbes.Config("good", 7));
    }

    private static byte[] save(LabelProbes probes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        probes.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void restore(LabelProbes probes, byte[] state) throws IOException {
        probes.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}
