package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.table.RowDictionary;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PopularRowsTest {
    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));
    private final double[] popularity = new double[100];
    private final PopularRows rows = new PopularRows(row -> popularity[row], items, 3);

    @Test
    void findsThoseThatCameMostAndTheEarlierOfEquals() {
        Arrays.fill(popularity, ForwardDecay.NEVER);
        for (long id = 1000; id < 1020; id++) {
            items.admit(id);
        }
        popularity[5] = 2;
        popularity[9] = 7;
        assertThat(rows.first()).containsExactlyInAnyOrder(5, 9);
        popularity[12] = 2;
        popularity[3] = 1;
        assertThat(rows.first()).as("until told").hasSize(2);
        rows.changed();
        assertThat(rows.first()).containsExactlyInAnyOrder(5, 9, 12);
        popularity[4] = 2;
        rows.changed();
        assertThat(rows.first()).containsExactlyInAnyOrder(4, 5, 9);
    }
}
