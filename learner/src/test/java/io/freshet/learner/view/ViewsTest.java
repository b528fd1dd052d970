package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.LAYOUT;
import static io.freshet.learner.view.Histories.history;
import static io.freshet.learner.view.Histories.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static final List<EventFeatures> DONORS = history(2, 20);

    @Test
    void makesPairsOfTwoIndependentChanges() {
        Views views = read("{}");
        List<EventFeatures> history = history(1, 20);
        int equal = 0;
        for (int seed = 0; seed < 200; seed++) {
            Views.Pair pair = views.pair(history, DONORS, Draws.at(seed));
            assertThat(pair.first()).isNotEmpty();
            assertThat(pair.second()).isNotEmpty();
            assertThat(shown(pair.first())).isNotEqualTo(shown(history));
            equal += shown(pair.first()).equals(shown(pair.second())) ? 1 : 0;
        }
        assertThat(equal).isLessThan(5);
        assertThat(shown(views.pair(history, DONORS, Draws.at(5)).second()))
                .isEqualTo(shown(views.pair(history, DONORS, Draws.at(5)).second()));
    }

    @Test
    void takesAllViewsWhereNoneIsNamedAndElseTheNamedOnes() {
        assertThat(names(read("{}"))).containsExactly("crop", "reorder", "feature-corruption", "mask");
        assertThat(names(read("{ mask: { share: .1 }, crop: {} }"))).containsExactly("crop", "mask");
    }

    @Test
    void leavesFieldsAloneWhereThereAreNone() {
        FeatureLayout none = new FeatureLayout(List.of(), 0, 0);
        assertThat(names(Views.read(YamlFile.parse("{}", "a.yaml", Map.of()), none)))
                .containsExactly("crop", "reorder", "mask");
    }

    @Test
    void reportsUnknownViewsAndSharesOutOfRange() {
        Section section = YamlFile.parse("{ crpo: {}, mask: { share: 1.5, chanse: 1 } }", "a.yaml", Map.of());
        Views.read(section, LAYOUT);

        assertThatThrownBy(section::throwIfAny)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("crpo")
                .hasMessageContaining("mask.share: must be")
                .hasMessageContaining("mask.chanse");
    }

    @Test
    void appliesAViewAsOftenAsItsChanceSays() {
        Views views = read("{ crop: { chance: .25, share: .5 }, reorder: { chance: 1 } }");
        int cropped = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            Views.Pair pair = views.pair(history(1, 20), DONORS, Draws.at(seed));
            cropped += pair.first().size() == 10 ? 1 : 0;
            cropped += pair.second().size() == 10 ? 1 : 0;
        }
        assertThat(cropped).isBetween(420, 580);
    }

    @Test
    void drawsDifferentlyForEveryCombinationOfCounters() {
        assertThat(List.of(
                        Draws.at(1).nextLong(),
                        Draws.at(2).nextLong(),
                        Draws.at(1, 0).nextLong(),
                        Draws.at(1, 1).nextLong(),
                        Draws.at(1, 0, 1).nextLong(),
                        Draws.at(1, 1, 0).nextLong(),
                        Draws.at(0, 1, 1).nextLong()))
                .doesNotHaveDuplicates();
    }

    private static Views read(String yaml) {
        Section section = YamlFile.parse(yaml, "a.yaml", Map.of());
        Views views = Views.read(section, LAYOUT);
        section.throwIfAny();
        return views;
    }

    private static List<String> names(Views views) {
        return views.chosen().stream().map(each -> each.view().name()).toList();
    }
}
