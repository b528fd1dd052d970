package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.model.table.RowDictionary;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemAttributesTest {
    private static final String FIELDS = """
            name: edits
            format: { type: json }
            fields:
              user: { type: categorical }
              channel: { type: categorical, of: item }
              page: { type: categorical, of: item }
              title: { type: text, max-words: 4, of: item }
              size: { type: numeric, of: item }
              comment: { type: text }
            """;

    private static FeatureLayout layout(String event) {
        return FeatureLayout.of(StreamConfig.read(YamlFile.parse(FIELDS + event, "edits", Map.of())));
    }

    @Test
    void areTheFieldsOfItemsWhoseValuesHaveRows() {
        FeatureLayout layout = layout("event: { entity: user, item: page }");
        assertThat(ItemAttributes.of(layout).names()).containsExactly("channel", "title");
    }

    @Test
    void ofSeveralFieldsThatNameTheItemEachIsOne() {
        FeatureLayout layout = layout("event: { entity: user, item: [channel, page] }");
        assertThat(ItemAttributes.of(layout).names()).containsExactly("channel", "page", "title");
    }

    @Test
    void valuesThatHaveNoRowAreLeftOut() {
        FeatureLayout layout = layout("event: { entity: user, item: page }");
        Event event = new Event("e", "u", "p", 0, Arrays.asList("u", "#en", "p", "the red house", 3.0, "typo"));
        EventFeatures features = new Featuriser(layout).features(event);
        RowDictionary values = new RowDictionary(new RowDictionary.Config("values", 100));
        int channel = values.admit(features.ids()[0]);
        int house = values.admit(features.ids()[3]);
        int[][] rows = ItemAttributes.of(layout).rows(features, values);
        assertThat(List.of(rows)).containsExactly(new int[] {channel}, new int[] {house});
    }
}
