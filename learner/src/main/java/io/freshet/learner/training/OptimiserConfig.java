package io.freshet.learner.training;

import io.freshet.config.Section;
import io.freshet.model.optimise.Optimiser;
import io.freshet.model.optimise.Optimisers;
import io.freshet.model.optimise.ParameterGroups;
import io.freshet.model.optimise.RateSchedule;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The section {@code learner.optimiser}. Rates are those measured to pay in one pass: large steps for rows seen a few
 * times, small ones for the dense net.
 *
 * @param dense moves the dense parameters; rows always move by row-wise Adagrad
 * @param biasRateScale how many times the rate of rows their biases have: how fast an item follows the fashion
 * @param clipNorm bound of the norm of all gradients together
 * @param groups of dense parameters: encoder, event, prior, and each objective's own by its name
 * @param schedule the share of the full rate, by events learnt
 * @param rowsToo whether the schedule holds for rows as well, whose rates Adagrad lowers by itself
 */
public record OptimiserConfig(
        Optimiser dense,
        double denseRate,
        double rowRate,
        double biasRateScale,
        double rowEpsilon,
        double clipNorm,
        ParameterGroups groups,
        RateSchedule schedule,
        boolean rowsToo) {
    private static final String ENCODER = "encoder";
    private static final String CONSTANT = "constant";
    private static final List<String> PARTS = List.of("event", "prior");

    /** @param objectives the names of those that have parameters of their own */
    static OptimiserConfig read(Section section, Set<String> objectives) {
        Optimisers.Entry entry = Objects.requireNonNullElseGet(
                section.oneOf("type", Optimisers.all(), Optimisers.DEFAULT), Optimisers::standard);
        Section schedule = section.section("schedule");
        return new OptimiserConfig(
                entry.reader().apply(section),
                section.number("dense-rate", entry.rate(), 0, 1e6),
                section.number("row-rate", .1, 0, 1e6),
                section.number("bias-rate-scale", 5, 0, 1e6),
                section.number("row-epsilon", 1e-3, 0, 1),
                section.number("clip-norm", 10, 1e-6, 1e9),
                groups(section, objectives),
                schedule(schedule),
                schedule.bool("rows", false));
    }

    private static RateSchedule schedule(Section section) {
        Function<Section, RateSchedule> reader = section.oneOf("type", RateSchedule.all(), CONSTANT);
        return reader == null ? RateSchedule.constant() : reader.apply(section);
    }

    private static ParameterGroups groups(Section section, Set<String> objectives) {
        Set<String> known = new LinkedHashSet<>(PARTS);
        known.addAll(objectives);
        double weightDecay = section.number("weight-decay", 0, 0, 1);
        Map<String, ParameterGroups.Group> groups = new LinkedHashMap<>();
        section.named("groups").forEach((name, group) -> {
            if (!known.contains(name) && !name.equals(ENCODER)) {
                String all = ENCODER + ", " + String.join(", ", known);
                group.fault("", "be one of " + all, name, "");
            }
            groups.put(
                    name,
                    new ParameterGroups.Group(
                            group.number("rate-scale", 1, 0, 1e6),
                            group.number("weight-decay", weightDecay, 0, 1),
                            group.has("clip-norm")
                                    ? group.number("clip-norm", 10, 1e-6, 1e9)
                                    : Double.POSITIVE_INFINITY));
        });
        return new ParameterGroups(weightDecay, groups, parameter -> {
            String part = parameter.substring(0, parameter.indexOf('.'));
            return known.contains(part) ? part : ENCODER;
        });
    }
}
