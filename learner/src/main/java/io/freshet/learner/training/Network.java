package io.freshet.learner.training;

import io.freshet.learner.objective.Term;
import io.freshet.model.encoder.EventEncoder;
import io.freshet.model.encoder.HistoryEncoder;
import io.freshet.model.encoder.Revisits;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a learner, and where the parameters of each stand; whether they are online or target is the parameters'
 * affair.
 *
 * @param revisits null where nothing is found by the rows that it reads
 * @param prior the parameter that weighs how often items came
 * @param terms of the loss, with the objectives' heads
 */
record Network(
        ParameterLayout parameters,
        EventEncoder events,
        HistoryEncoder encoder,
        @Nullable Revisits revisits,
        String prior,
        List<Term> terms) {
    // softplus of it is a half
    private static final double FIRST_PRIOR_WEIGHT = Math.log(Math.expm1(.5));
    private static final double LEAST_PRIOR_WEIGHT = .01;

    static Network declare(LearnerConfig config, FeatureLayout layout) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        int dimensions = config.encoder().dimensions();
        EventEncoder events = new EventEncoder(builder, layout, dimensions, config.valueWidth());
        HistoryEncoder encoder = config.encoder().declare(builder, config.historyLength());
        String prior = builder.add("prior.weight", Shape.of(1), Init.constant(FIRST_PRIOR_WEIGHT));
        Revisits revisits = config.findsItems() ? new Revisits(builder) : null;
        List<Term> terms = new ArrayList<>();
        config.objectives().forEach((name, objective) -> terms.add(Term.declare(name, objective, builder, dimensions)));
        return new Network(builder.build(), events, encoder, revisits, prior, List.copyOf(terms));
    }

    /** What the log of an item's popularity counts in its score: (1). */
    Tensor priorWeight(Parameters values) {
        // never negative: a prior that turns around lifts what nobody has touched for long above everything else
        return values.get(prior).softplus().add(LEAST_PRIOR_WEIGHT);
    }
}
