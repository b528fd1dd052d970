package io.freshet.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.EventDigest;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void isSettledWhenEverythingProducedHasComeOut() {
        for (int n = 0; n < 100; n++) {
            ledger.event(n, "u" + n % 7, "t" + n % 3, n); // may be seen before the producer is told
            ledger.produced(n);
        }
        ledger.poisoned(0);
        assertThat(ledger.isSettled()).isFalse();
        ledger.deadLetter(0, true);

        assertThat(ledger.isSettled()).isTrue();
        assertThat(ledger.produced()).isEqualTo(100);
        assertThat(ledger.events()).isEqualTo(100);
        assertThat(ledger.doubled()).isZero();
    }

    @Test
    void tellsLostFromDoubled() {
        for (int n = 0; n < 10; n++) {
            ledger.produced(n);
            if (n != 4) {
                ledger.event(n, "u", "t", n);
            }
        }
        ledger.event(7, "u", "t", 7);

        assertThat(ledger.lost()).isEqualTo(1);
        assertThat(ledger.doubled()).isEqualTo(1);
        assertThat(ledger.isSettled()).isFalse();
    }

    @Test
    void countsDeadLettersOfPoisonAndThoseWithoutAReason() {
        ledger.poisoned(0);
        ledger.poisoned(1);
        ledger.poisoned(2);
        ledger.deadLetter(0, true);
        ledger.deadLetter(0, true);
        ledger.deadLetter(1, false);
        ledger.stranger();

        assertThat(ledger.lostLetters()).isEqualTo(1);
        assertThat(ledger.doubledLetters()).isEqualTo(1);
        assertThat(ledger.lettersWithoutReason()).isEqualTo(1);
        assertThat(ledger.strangers()).isEqualTo(1);
    }

    @Test
    void hasTheDigestOfALearnerThatTookInEachEventOnce() {
        EventDigest learner = new EventDigest();
        for (int n = 0; n < 50; n++) {
            ledger.event(n, "u" + n, "t" + n, 1_000 + n);
            learner.add("u" + (49 - n), "t" + (49 - n), 1_049 - n);
        }
        assertThat(ledger.digest()).isEqualTo(learner.value());
        learner.add("u1", "t1", 1_001);
        assertThat(ledger.digest()).isNotEqualTo(learner.value());
    }
}
