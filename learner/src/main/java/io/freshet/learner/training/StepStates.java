package io.freshet.learner.training;

import io.freshet.learner.objective.QueuedKeys;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.DType;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What steps change beside the tables' rows: the dense parameters, their momentum copy, what the optimiser keeps of them,
 * and what objectives own.
 */
final class StepStates {
    private final long seed;
    private final TensorScope scope;
    private final Map<String, DeviceTensor> states = new LinkedHashMap<>();

    /** @param scope which owns their memory */
    StepStates(LearnerConfig config, ParameterLayout parameters, DenseUpdate dense, TensorScope scope) {
        this.seed = config.seed();
        this.scope = scope;
        float[] initial = parameters.initial(seed);
        Shape flat = Shape.of(parameters.size());
        states.put(Update.PARAMETERS, scope.floats(flat, initial));
        states.put(Update.MOMENTUM_COPY, scope.floats(flat, initial));
        states.putAll(dense.states(scope));
        if (config.accumulate() > 1) {
            states.put(Update.HELD, scope.zeros(DType.FLOAT32, flat));
        }
    }

    /** Adds what objectives own, each once. */
    void add(Map<String, FirstState> ofObjectives) {
        ofObjectives.forEach((name, first) -> states.computeIfAbsent(name, n -> first.create(n, seed, scope)));
    }

    DeviceTensor get(String name) {
        return Objects.requireNonNull(states.get(name), name);
    }

    void addTo(Map<String, DeviceTensor> arguments) {
        arguments.putAll(states);
    }

    /** Takes an entity's keys out of the queues of objectives; returns how many. */
    int forget(String entity) {
        return QueuedKeys.forget(entity, states);
    }

    void save(DataOutput out) throws IOException {
        for (DeviceTensor state : states.values()) {
            byte[] bytes = state.toBytes();
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    void restore(DataInput in) throws IOException {
        for (DeviceTensor state : states.values()) {
            int length = in.readInt();
            if (length != state.toBytes().length) {
                throw new IOException("the state is damaged: a tensor has " + length + " bytes");
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            state.setBytes(bytes);
        }
    }
}
