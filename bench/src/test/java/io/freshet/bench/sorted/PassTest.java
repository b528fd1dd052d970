package io.freshet.bench.sorted;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.cli.run.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PassTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "learner.encoder.dimensions", "16", "learner.batch.size", "32", "learner.replay.policy", "reservoir");

    @Test
    void imagesBecomePatchesRowByRow() {
        byte[] pixels = new byte[28 * 28];
        pixels[4 * 28 + 9] = (byte) 255; // the second row of patches, the third patch, its first row and second pixel

        LabelledRow row = Mnist.row("i", pixels, 7);

        assertThat(row.values()).hasSize(50);
        List<?> patch = (List<?>) row.values().get("patch-1-2");
        assertThat(patch.indexOf(1f)).isEqualTo(1);
        assertThat(patch.stream().filter(Float.valueOf(0)::equals)).hasSize(15);
        assertThat(row.numbers()[4 * 28 + 9]).isEqualTo(1);
    }

    @Test
    void sortsByClassAndKeepsTheOrderWithin() {
        List<LabelledRow> rows = rows(9, 1);

        List<LabelledRow> sorted = new LabelledRows(rows, rows).sorted();

        assertThat(sorted).containsExactlyInAnyOrderElementsOf(rows);
        for (int i = 1; i < sorted.size(); i++) {
            LabelledRow before = sorted.get(i - 1);
            LabelledRow after = sorted.get(i);
            assertThat(before.label()).isLessThanOrEqualTo(after.label());
            assertThat(before.label() < after.label() || rows.indexOf(before) < rows.indexOf(after))
                    .isTrue();
        }
    }

    @Test
    void frozenEncoderEmbedsTheSameRowsAlikeHoweverOftenItIsAsked() throws IOException {
        List<LabelledRow> rows = rows(200, 2);
        List<LabelledRow> others = rows(100, 3);
        Pipeline pipeline = pipeline(SETTINGS);
        try (Pass pass = Pass.over(rows, pipeline, pipeline(SortedBench.still(SETTINGS, pipeline)))) {
            float[][] first = pass.embed(others);
            pass.embed(rows);

            assertThat(pass.embed(others)).isDeepEqualTo(first);
            assertThat(first).hasDimensions(100, 16);
            assertThat(first[0]).isNotEqualTo(first[1]);
        }
    }

    private static Pipeline pipeline(Map<String, String> settings) {
        return Pipeline.read(Path.of("sorted", "mnist.yaml"), settings);
    }

    private static List<LabelledRow> rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LabelledRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[28 * 28];
            int label = random.nextInt(3);
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) (p % 3 == label ? 128 + random.nextInt(100) : random.nextInt(60));
            }
            rows.add(Mnist.row(seed + "-" + i, pixels, label));
        }
        return rows;
    }
}
