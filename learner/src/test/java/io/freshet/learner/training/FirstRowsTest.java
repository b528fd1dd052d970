package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.config.YamlFile;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.feature.Featuriser;
import io.freshet.model.table.RowDictionary;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.stream.StreamConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstRowsTest {
    private static final StreamConfig STREAM = StreamConfig.read(YamlFile.parse("""
            name: shop
            format: { type: json }
            fields:
              who: { type: categorical }
              what: { type: categorical }
              name: { type: text, of: item, max-words: 3 }
              place: { type: categorical }
            event: { entity: who, item: what }
            """, "shop", Map.of()));
    private static final FeatureLayout LAYOUT = FeatureLayout.of(STREAM);
    private static final List<String> WORDS = List.of("red", "blue", "mug", "bag");
    private static final float[][] OF_WORDS = {{1, 0}, {-1, .5f}, {0, 2}, {.5f, -1}};

    private final RowDictionary values = new RowDictionary(new RowDictionary.Config("values", 100));
    private final FirstRows firstRows = new FirstRows(LAYOUT, values, 2);

    private EventFeatures event(String name, String place) {
        Event event = new Event("", "u", "i", 0, Arrays.asList("u", "i", name, place));
        EventFeatures features = new Featuriser(LAYOUT).features(event);
        for (long id : features.ids()) {
            values.admit(id);
        }
        return features;
    }

    private void learnPairs(int rounds) {
        for (String colour : List.of("red", "blue")) {
            for (String thing : List.of("mug", "bag")) {
                firstRows.begin(firstRows.rowsOf(event(colour + " " + thing, "here")));
            }
        }
        for (int i = 0; i < rounds; i++) {
            int colour = i % 2;
            int thing = i % 3 == 0 ? 2 : 3;
            float[] row = {9, OF_WORDS[colour][0] + OF_WORDS[thing][0], OF_WORDS[colour][1] + OF_WORDS[thing][1]};
            EventFeatures event = event(WORDS.get(colour) + " " + WORDS.get(thing), "here");
            firstRows.learn(firstRows.rowsOf(event), row, 1);
        }
    }

    @Test
    void findsWhatEachWordOfAnItemSaysOfItsRow() {
        learnPairs(2000);
        assertThat(firstRows.predict(firstRows.rowsOf(event("blue mug", "elsewhere"))))
                .containsExactly(new float[] {-1, 2.5f}, within(1e-3f));
    }

    @Test
    void knowsNothingOfAnItemWithoutKnownWords() {
        learnPairs(100);
        assertThat(firstRows.predict(firstRows.rowsOf(event("lamp", "here")))).containsOnly(0);
        assertThat(firstRows.none()).isFalse();
    }

    @Test
    void whatManyItemsSayTellsNothingOfOne() {
        learnPairs(100);
        int[] red = firstRows.rowsOf(event("red", "here"));
        for (int item = 0; item < 20; item++) {
            firstRows.begin(red);
        }
        assertThat(firstRows.rowsOf(event("red", "here"))).isEmpty();
    }

    @Test
    void whatOneItemSaysIsNotKept() {
        int[] lamp = firstRows.rowsOf(event("lamp", "here"));
        firstRows.begin(lamp);
        firstRows.learn(lamp, new float[] {1, 2}, 0);
        assertThat(firstRows.predict(lamp)).containsOnly(0);
    }

    @Test
    void nobodyInheritsWhatAValueSaid() {
        learnPairs(100);
        int[] rows = firstRows.rowsOf(event("red", "here"));
        assertThat(firstRows.predict(rows)).doesNotContain(0);
        firstRows.forget(rows[0]);
        assertThat(firstRows.predict(rows)).containsOnly(0);
    }

    @Test
    void aRestoredOneIsTheSame() throws IOException {
        learnPairs(100);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        firstRows.save(new DataOutputStream(saved));
        FirstRows restored = new FirstRows(LAYOUT, values, 2);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        int[] all = IntStream.range(0, values.rows()).toArray();
        assertThat(restored.bytes(all)).isDeepEqualTo(firstRows.bytes(all));
    }
}
