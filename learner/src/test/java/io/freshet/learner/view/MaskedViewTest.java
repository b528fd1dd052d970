package io.freshet.learner.view;

import static io.freshet.learner.view.Histories.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedViewTest {
    private final MaskedView view = new MaskedView(MaskedView.Config.DEFAULT);

    @Test
    void saysWhereItsHolesAre() {
        List<EventFeatures> history = history(1, 50);
        MaskedView.Masked masked = view.apply(history, Draws.at(1));

        assertThat(masked.positions()).hasSize(10).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < 50; i++) {
            int position = i;
            boolean hole = java.util.Arrays.stream(masked.positions()).anyMatch(p -> p == position);
            assertThat(masked.history().get(i).item())
                    .isEqualTo(hole ? Ids.MASK : history.get(i).item());
        }
        assertThat(history).noneMatch(event -> event.item() == Ids.MASK);
    }

    @Test
    void masksOneEventAtLeast() {
        assertThat(view.apply(history(1, 1), Draws.at(2)).positions()).containsExactly(0);
        assertThat(view.apply(history(1, 2), Draws.at(2)).positions()).hasSize(1);
        assertThat(view.apply(List.of(), Draws.at(2)).positions()).isEmpty();
    }

    @Test
    void drawsTheSameForTheSameSeed() {
        assertThat(view.apply(history(1, 30), Draws.at(3)).positions())
                .isEqualTo(view.apply(history(1, 30), Draws.at(3)).positions());
    }
}
