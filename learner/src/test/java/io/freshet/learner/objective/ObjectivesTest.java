package io.freshet.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.view.Crop;
import io.freshet.learner.view.Views;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectivesTest {
    private static final Views VIEWS = new Views(List.of(new Views.Chosen(new Crop(Crop.Config.DEFAULT), 1)));

    @Test
    void takesTheDefaultRecipeWhereNoneIsNamed() {
        assertThat(read("{}").keySet()).containsExactly(NextEvent.NAME, MoCo.NAME, MaskedEvents.NAME);
    }

    @Test
    void everyOtherObjectiveIsOffUnlessItsWeightIsGiven() {
        Objectives.all().forEach((name, reader) -> {
            double weight =
                    reader.read(YamlFile.parse("{}", "a.yaml", Map.of()), VIEWS).weight();
            assertThat(weight > 0).as(name).isEqualTo(read("{}").containsKey(name));
        });
    }

    @Test
    void takesTwoOfAKind() {
        Map<String, ObjectiveConfig> read = read("{ cold: { type: moco, temperature: .05, weight: 1 } }");

        assertThat(read).containsKeys(MoCo.NAME, "cold");
        assertThat(read.get("cold"))
                .isInstanceOfSatisfying(
                        MoCo.Config.class,
                        config -> assertThat(config.temperature()).isEqualTo(.05));
    }

    @Test
    void saysWhatItKnowsWhereANameIsNone() {
        assertThatThrownBy(() -> read("{ mocko: { weight: 1 } }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mocko.type: must be one of next-event, ")
                .hasMessageContaining("got mocko");
        assertThatThrownBy(() -> read("{ Cold: { type: moco } }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Cold: must be lower-case");
    }

    private static Map<String, ObjectiveConfig> read(String yaml) {
        Section section = YamlFile.parse(yaml, "a.yaml", Map.of());
        Map<String, ObjectiveConfig> read = Objectives.read(section, VIEWS);
        section.throwIfAny();
        return read;
    }
}
