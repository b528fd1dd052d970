package io.freshet.learner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.freshet.model.table.RowDictionary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasteTest {
    private static final int POPULAR = 10;
    private static final int RARE = 11;

    private final RowDictionary items = new RowDictionary(new RowDictionary.Config("items", 100));
    private final Fashions fashions = new Fashions(new MemoryRows("memory", Fashions.DECAYS.size(), 5, items));
    private final Taste taste = new Taste(fashions);

    @BeforeEach
    void oneItemIsTheFashion() {
        fashions.add(RARE);
        for (int i = 0; i < 50; i++) {
            fashions.add(POPULAR);
        }
    }

    @Test
    void isHowMuchMorePopularAnEntitysItemsAreThanEverybodys() {
        for (int i = 0; i < 100; i++) {
            taste.add(new int[] {POPULAR});
            taste.add(new int[] {RARE});
        }
        double[] ofFashion = taste.of(new int[] {POPULAR});
        double[] ofRare = taste.of(new int[] {RARE});
        // half the way between the two, and half of that, for one item says half as much as many
        double half = (fashions.logCount(POPULAR, Fashions.EVER) - fashions.logCount(RARE, Fashions.EVER)) / 2;
        assertThat(ofFashion[1]).isCloseTo(half / 2, within(.05));
        assertThat(ofRare[1]).isCloseTo(-half / 2, within(.05));
        assertThat(taste.of(new int[] {POPULAR, POPULAR, POPULAR})[1]).isGreaterThan(ofFashion[1]);
    }

    @Test
    void ofAnEntityWithoutItemsNothingIsKnown() {
        taste.add(new int[] {POPULAR});
        assertThat(taste.of(new int[] {})).containsExactly(0, 0);
        assertThat(taste.of(new int[] {RowDictionary.NONE})).containsExactly(0, 0);
    }

    @Test
    void aRestoredTasteGoesOnBitByBit() throws IOException {
        taste.add(new int[] {RARE});
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        taste.save(new DataOutputStream(saved));
        Taste restored = new Taste(fashions);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        assertThat(restored.of(new int[] {POPULAR})).isEqualTo(taste.of(new int[] {POPULAR}));
    }
}
