package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.LAYOUT;
import static io.freshet.learner.view.Histories.history;
import static io.freshet.learner.view.Histories.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered view has to keep to. */
class ViewContractTest {
    private static final List<EventFeatures> DONORS = history(7, 40);

    static Stream<Named<View>> views() {
        return Views.all().values().stream()
                .map(reader -> reader.read(YamlFile.parse("{}", "test.yaml", Map.of()), LAYOUT))
                .map(view -> Named.of(view.name(), view));
    }

    @ParameterizedTest
    @MethodSource("views")
    void neverEmptiesAHistory(View view) {
        for (int length = 1; length < 60; length++) {
            assertThat(view.apply(history(1, length), DONORS, Draws.at(1, length)))
                    .isNotEmpty();
        }
        assertThat(view.apply(List.of(), DONORS, Draws.at(1))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("views")
    void leavesSomethingOfTheHistoryToBeSeen(View view) {
        for (int length = 1; length < 20; length++) {
            assertThat(view.apply(history(1, length), DONORS, Draws.at(2, length)))
                    .anyMatch(event -> event.item() >= 100);
        }
    }

    @ParameterizedTest
    @MethodSource("views")
    void drawsTheSameForTheSameSeedAndOtherwiseNot(View view) {
        List<EventFeatures> history = history(1, 30);
        Set<List<String>> different = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            List<String> once = shown(view.apply(history, DONORS, Draws.at(seed)));
            assertThat(shown(view.apply(history, DONORS, Draws.at(seed)))).isEqualTo(once);
            different.add(once);
        }
        assertThat(different).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("views")
    void doesNotChangeWhatItIsGiven(View view) {
        List<EventFeatures> history = List.copyOf(history(1, 30));
        List<EventFeatures> donors = List.copyOf(DONORS);
        view.apply(history, donors, Draws.at(3));

        assertThat(shown(history)).isEqualTo(shown(history(1, 30)));
        assertThat(shown(donors)).isEqualTo(shown(history(7, 40)));
    }

    @ParameterizedTest
    @MethodSource("views")
    void changesMostHistories(View view) {
        List<EventFeatures> history = history(1, 30);
        long changed = LongStream.range(0, 100)
                .filter(seed ->
                        !shown(view.apply(history, DONORS, Draws.at(seed))).equals(shown(history)))
                .count();
        assertThat(changed).isGreaterThan(90);
    }

    @ParameterizedTest
    @MethodSource("views")
    void keepsWidthsAndTheOrderOfTimes(View view) {
        List<EventFeatures> changed = view.apply(history(1, 30), DONORS, Draws.at(4));

        assertThat(changed).allSatisfy(event -> {
            assertThat(event.ids()).hasSize(LAYOUT.ids());
            assertThat(event.numbers()).hasSize(LAYOUT.numbers());
        });
        assertThat(changed).extracting(EventFeatures::timeMs).isSorted();
    }

    @ParameterizedTest
    @MethodSource("views")
    void worksWithoutDonors(View view) {
        assertThat(view.apply(history(1, 5), List.of(), Draws.at(5))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("views")
    void isRegisteredUnderItsName(View view) {
        assertThat(Views.all()).containsKey(view.name());
    }
}
