package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.history;
import static io.freshet.learner.view.Histories.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.feature.EventFeatures;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CropTest {

    @Test
    void keepsAContiguousShareFromAnywhere() {
        List<EventFeatures> history = history(1, 10);
        List<String> all = shown(history);
        Set<Integer> starts = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            List<String> cropped = shown(new Crop(new Crop.Config(.6)).apply(history, List.of(), Draws.at(seed)));
            int start = all.indexOf(cropped.get(0));
            assertThat(cropped).isEqualTo(all.subList(start, start + 6));
            starts.add(start);
        }
        assertThat(starts).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
}
