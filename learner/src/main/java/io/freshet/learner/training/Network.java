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
 * @param prior what weighs how often items came
 * @param terms of the loss, with the objectives' heads
 */
record Network(
        ParameterLayout parameters,
        EventEncoder events,
        HistoryEncoder encoder,
        @Nullable Revisits revisits,
        Prior prior,
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
        Revisits revisits = config.findsItems() && config.query().revisits() ? new Revisits(builder) : null;
        List<Term> terms = new ArrayList<>();
        config.objectives().forEach((name, objective) -> terms.add(Term.declare(name, objective, builder, dimensions)));
        return new Network(
                builder.build(),
                events,
                encoder,
                revisits,
                new Prior(prior, config.query().popularity()),
                List.copyOf(terms));
    }

    /** @param counts whether it is more than next to nothing */
    record Prior(String parameter, boolean counts) {}

    /** What the log of an item's popularity counts in its score: (1). */
    Tensor priorWeight(Parameters values) {
        // never negative: a prior that turns around lifts what nobody has touched for long above everything else
        Tensor weight = values.get(prior.parameter()).softplus();
        return (prior.counts() ? weight : weight.mul(0)).add(LEAST_PRIOR_WEIGHT);
    }
}
