package io.freshet.cli.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.freshet.cli.run.Pipeline;
import io.freshet.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceTest {
    private static final Path SHOP = Path.of("..", "examples", "shop", "pipeline.yaml");

    @TempDir
    Path directory;

    @Test
    void readsListsAndRangesInTheFilesOrder() throws IOException {
        Space space = read("""
                learner.batch.size: [16, 32, 64]
                learner.optimiser.row-rate: { from: 0.01, to: 1, scale: log }
                learner.popularity-half-life: { from: 100, to: 300, type: int, points: 5 }
                learner.encoder.type: [transformer, exponential-kernel]
                """);

        assertThat(space.settings())
                .containsExactly(
                        new Choice("learner.batch.size", List.of("16", "32", "64"), true),
                        new Range("learner.optimiser.row-rate", .01, 1, Range.Scale.LOG, false, 3),
                        new Range("learner.popularity-half-life", 100, 300, Range.Scale.LINEAR, true, 5),
                        new Choice("learner.encoder.type", List.of("transformer", "exponential-kernel"), false));
        assertThat(space.settings().get(1).grid()).containsExactly("0.01", "0.1", "1");
        assertThat(space.settings().get(2).grid()).containsExactly("100", "150", "200", "250", "300");
    }

    @Test
    void drawsWithinItsEndsAndEvenlyOnALogScale() {
        Range range = new Range("learner.optimiser.row-rate", .001, 1, Range.Scale.LOG, false, 3);
        SplittableRandom random = new SplittableRandom(7);
        int small = 0;
        for (int i = 0; i < 1_000; i++) {
            String value = range.draw(random);
            assertThat(Double.parseDouble(value)).isBetween(.001, 1.0);
            assertThat(Double.parseDouble(range.near(value, random))).isBetween(.001, 1.0);
            small += Double.parseDouble(value) < .0316 ? 1 : 0;
        }
        assertThat(small).isBetween(450, 550);
        assertThat(range.coordinates("0.1")[0]).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void numbersOfAListAreNearTheirNeighboursAndNamesAreNot() {
        assertThat(Choice.of("a", List.of("16", "32", "64")).coordinates("32")).containsExactly(.5);
        assertThat(Choice.of("a", List.of("kernel", "transformer")).coordinates("transformer"))
                .containsExactly(0, Math.sqrt(.5));
    }

    @Test
    void tellsEveryMistakeWithItsLine() {
        assertThatThrownBy(() -> read("""
                learner.batch.sise: [16, 32]
                learner.optimiser.row-rate: { from: 0, to: 1, scale: log }
                learner.momentum: [0.9, 1.5]
                event.entity: [shopper]
                learner.threads: { from: 4, to: 2, type: int }
                learner.popularity-half-life: { from: 1.5, to: 2, type: int, sclae: log }
                learner.seed: { to: 3 }
                learner.batch.max-age: [1s, 1s]
                """))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains("space.yaml:1: learner.batch.sise: must be a known key")
                .contains("did you mean 'size'?")
                .contains("space.yaml:2: learner.optimiser.row-rate.from: must be above 0 on a log scale, got 0.0")
                .contains("space.yaml:3: learner.momentum: must be a number from 0.0 to 1.0, got 1.5")
                .contains("space.yaml:4: event.entity: must be a path below learner")
                .contains("space.yaml:5: learner.threads.to: must be above from, 4.0, got 2.0")
                .contains("space.yaml:6: learner.popularity-half-life.type: must have whole ends")
                .contains("space.yaml:6: learner.popularity-half-life.sclae: must be a known key")
                .contains("space.yaml:7: learner.seed.from: must be given, got nothing")
                .contains("space.yaml:8: learner.batch.max-age: must be different values");
    }

    @Test
    void usualSpaceLeavesOutWhatThePipelineDoesNotTakeOrTheUserHasSet() {
        Space usual = Space.usual(overrides -> Pipeline.read(SHOP, overrides), Set.of("learner.batch.size"));
        assertThat(usual.settings())
                .extracting(Setting::path)
                .containsExactly(
                        "learner.optimiser.row-rate",
                        "learner.optimiser.dense-rate",
                        "learner.popularity-half-life",
                        "learner.objectives.next-event.queue",
                        "learner.momentum");

        Space byEvents = Space.usual(
                overrides -> {
                    Map<String, String> all = new TreeMap<>(overrides);
                    all.put("learner.momentum-half-life", "1000");
                    return Pipeline.read(SHOP, all);
                },
                Set.of());
        assertThat(byEvents.settings())
                .extracting(Setting::path)
                .contains("learner.batch.size")
                .doesNotContain("learner.momentum");
    }

    private Space read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("space.yaml"), text);
        return Space.read(file, overrides -> Pipeline.read(SHOP, overrides));
    }
}
