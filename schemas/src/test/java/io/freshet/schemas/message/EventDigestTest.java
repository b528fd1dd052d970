package io.freshet.schemas.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventDigestTest {

    @Test
    void doesNotDependOnTheOrder() {
        long seed = new Random().nextLong();
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, 1000).boxed().toList());
        long inOrder = digest(numbers);
        Collections.shuffle(numbers, new Random(seed));
        assertThat(digest(numbers)).as("seed %d", seed).isEqualTo(inOrder);
    }

    @Test
    void tellsALostADoubledAndAnExchangedEvent() {
        List<Integer> whole = IntStream.range(0, 1000).boxed().toList();
        Set<Long> seen = new HashSet<>(Set.of(digest(whole)));
        for (int i = 0; i < whole.size(); i++) {
            List<Integer> lost = new ArrayList<>(whole);
            lost.remove(i);
            List<Integer> doubled = new ArrayList<>(whole);
            doubled.add(whole.get(i));
            List<Integer> exchanged = new ArrayList<>(lost);
            exchanged.add(whole.get((i + 1) % whole.size()));
            for (List<Integer> wrong : List.of(lost, doubled, exchanged)) {
                seen.add(digest(wrong));
            }
        }
        assertThat(seen).hasSize(1 + 3 * whole.size());
    }

    @Test
    void goesOnFromAValueAndStaysExactAsADouble() {
        EventDigest first = new EventDigest();
        first.add("ann", "lamp", 1);
        EventDigest second = new EventDigest(first.value());
        second.add("ann", null, 2);
        first.add("ann", null, 2);
        assertThat(second.value()).isEqualTo(first.value());
        assertThat((long) (double) first.value()).isEqualTo(first.value());
    }

    private static long digest(List<Integer> numbers) {
        EventDigest digest = new EventDigest();
        numbers.forEach(n -> digest.add("entity" + n % 37, "item" + n % 11, 1_700_000_000_000L + n / 3));
        return digest.value();
    }
}
