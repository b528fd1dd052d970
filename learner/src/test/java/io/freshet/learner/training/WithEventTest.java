package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.RingWalk;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Views of rows that stand alone, which have no history before them. */
class WithEventTest {

    @Test
    void firstEventsTeachWhereTheyBelongToTheirOwnHistory() {
        assertThat(lossOfFirstEvents("false")).isZero();
        assertThat(lossOfFirstEvents("true")).isPositive();
    }

    private static double lossOfFirstEvents(String withEvent) {
        Map<String, String> settings = Map.of(
                "learner.objectives.simclr.weight", "1",
                "learner.objectives.simclr.every", "1",
                "learner.objectives.simclr.with-event", withEvent,
                "learner.replay.policy", "none");
        try (LearnerProbe learner = LearnerProbe.of(settings)) {
            return learner.loss("simclr", RingWalk.strangers(8));
        }
    }
}
