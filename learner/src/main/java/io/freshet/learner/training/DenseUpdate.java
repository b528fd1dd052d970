package io.freshet.learner.training;

import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.optimise.FlatStep;
import io.freshet.model.optimise.GradientClip;
import io.freshet.model.optimise.ParameterGroups;
import io.freshet.model.program.DType;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The optimiser of the dense parameters: what it keeps between steps, what it takes, and its lines of the program. */
final class DenseUpdate {
    private static final String MEMORY = "parameters.optimiser.";
    private static final String STEPS = MEMORY + "steps";
    private static final String RATE_SCALE = "parameters.rate-scale";
    private static final String DECAY = "parameters.decay";
    private static final String CLIPPED = "parameters.clipped";
    static final String RATE = "rate.dense";

    private final OptimiserConfig config;
    private final ParameterGroups groups;
    private final ParameterLayout layout;
    private final Shape flat;

    DenseUpdate(OptimiserConfig config, ParameterLayout layout) {
        this.config = config;
        this.groups = config.groups();
        this.layout = layout;
        this.flat = Shape.of(layout.size());
    }

    /** What is zero before the first step, and part of the learner's state. */
    Map<String, DeviceTensor> states(TensorScope scope) {
        Map<String, DeviceTensor> states = new LinkedHashMap<>();
        config.dense().memories().forEach(name -> states.put(MEMORY + name, scope.zeros(DType.FLOAT32, flat)));
        states.put(STEPS, scope.zeros(DType.INT64, Shape.scalar()));
        return states;
    }

    /** What every step takes and none changes. */
    Map<String, DeviceTensor> constants(TensorScope scope) {
        Map<String, DeviceTensor> constants = new HashMap<>();
        if (hasRateScale()) {
            constants.put(RATE_SCALE, scope.floats(flat, groups.rateScaleByElement(layout)));
        }
        if (hasDecay()) {
            constants.put(DECAY, scope.floats(flat, groups.decayByElement(layout)));
        }
        if (!groups.clipped().isEmpty()) {
            Shape shape = Shape.of(groups.clipped().size(), layout.size());
            constants.put(CLIPPED, scope.floats(shape, groups.clippedMembers(layout)));
        }
        return constants;
    }

    /** Declares what {@link #record} reads. */
    Declared declare(Recorder r) {
        Map<String, Tensor> memories = new HashMap<>();
        config.dense().memories().forEach(name -> memories.put(name, r.state(MEMORY + name, flat)));
        int clipped = groups.clipped().size();
        return new Declared(
                memories,
                r.intState(STEPS, Shape.scalar()),
                r.input(RATE, Shape.scalar()),
                hasRateScale() ? r.input(RATE_SCALE, flat) : null,
                hasDecay() ? r.input(DECAY, flat) : null,
                clipped > 0 ? r.input(CLIPPED, Shape.of(clipped, layout.size())) : null);
    }

    /** The arguments of the update, in a program. */
    record Declared(
            Map<String, Tensor> memories,
            Tensor steps,
            Tensor rate,
            @Nullable Tensor rateScale,
            @Nullable Tensor decay,
            @Nullable Tensor clipped) {}

    /** Whether some group's gradient has a bound of its own. */
    boolean boundsGroups() {
        return !groups.clipped().isEmpty();
    }

    /** The gradients, of which the first is the flat buffer's, with those of such groups bounded. */
    List<Tensor> bounded(Recorder r, Declared declared, List<Tensor> gradients) {
        if (declared.clipped() == null) {
            return gradients;
        }
        List<Tensor> bounded = new ArrayList<>(gradients);
        bounded.set(0, GradientClip.byGroupNorm(gradients.get(0), declared.clipped(), r.constant(groups.clipNorms())));
        return bounded;
    }

    /** Records one step. */
    void record(Recorder r, Declared declared, Tensor parameters, Tensor gradient) {
        config.dense()
                .record(
                        r,
                        new FlatStep(
                                layout,
                                groups.decays(layout),
                                parameters,
                                gradient,
                                declared.memories(),
                                declared.steps(),
                                declared.rate(),
                                declared.rateScale(),
                                declared.decay()));
    }

    private boolean hasRateScale() {
        return !groups.isEmpty();
    }

    private boolean hasDecay() {
        return !groups.isEmpty() || config.dense().needsDecayByElement();
    }
}
