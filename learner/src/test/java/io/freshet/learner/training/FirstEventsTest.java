package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.learner.testing.Ring;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an item's first event teaches, and what its entity coming back does. */
class FirstEventsTest {
    private static final Map<String, String> NEXT_EVENT_ALONE = Map.of(
            "learner.objectives.moco.weight", "0",
            "learner.objectives.masked-events.weight", "0",
            "learner.replay.policy", "none");

    private final Ring ring = new Ring(1);

    @Test
    void aFirstEventTeachesItsItemAndNotTheQuery() {
        try (OnlineLearner learner = ring.learner(NEXT_EVENT_ALONE)) {
            List<EventFeatures> ofA = new ArrayList<>();
            List<EventFeatures> ofB = new ArrayList<>();
            learner.learn(List.of(ring.example("a", 0, ofA), ring.example("b", 1, ofB)));
            float[] before = learner.parameterValues();

            learner.learn(List.of(ring.example("a", 2, ofA), ring.example("b", 3, ofB)));
            assertThat(query(learner, learner.parameterValues())).isEqualTo(query(learner, before));

            learner.learn(List.of(ring.example("a", 1, ofA), ring.example("b", 0, ofB)));
            assertThat(query(learner, learner.parameterValues())).isNotEqualTo(query(learner, before));
        }
    }

    @Test
    void whoeverComesBackOnceIsExpectedToComeBack() {
        try (OnlineLearner learner = ring.learner(NEXT_EVENT_ALONE)) {
            List<Example> first = new ArrayList<>();
            List<List<EventFeatures>> histories = new ArrayList<>();
            for (int item = 0; item < 20; item++) {
                histories.add(new ArrayList<>());
                first.add(ring.example("u" + item, item, histories.get(item)));
            }
            learner.learn(first);
            List<Example> again = new ArrayList<>();
            for (int item = 0; item < 20; item++) {
                Example event = ring.example("u" + item, item, histories.get(item));
                again.add(new Example(event.entity(), event.item(), event.history(), event.event(), new long[0], 0));
            }

            learner.learn(again);

            assertThat(learner.figures().get("prequential.scored")).isEqualTo(20);
            assertThat(learner.figures().get("prequential.hr10")).isGreaterThan(.9);
            assertThat(learner.figures().get("prequential.mrr")).isGreaterThan(.6);
        }
    }

    /** What makes a query of a history, and weighs popularity. */
    private static List<Float> query(OnlineLearner learner, float[] parameters) {
        List<Float> values = new ArrayList<>();
        for (String name : List.of("kernel.decay", "kernel.gain", "revisits.gain", "event.fields", "prior.weight")) {
            ParameterLayout.Range range = learner.parameters().range(name);
            for (float value : Arrays.copyOfRange(parameters, range.from(), range.to())) {
                values.add(value);
            }
        }
        return values;
    }
}
