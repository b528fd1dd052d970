package io.freshet.learner.training;

import io.freshet.model.nn.Init;
import io.freshet.model.program.DType;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import java.util.SplittableRandom;

/** What an objective's state is before the first step. */
record FirstState(DType type, Shape shape, Init init) {

    /** Integers start at zero; floats by their {@link Init}, which depends on the seed and the name alone. */
    DeviceTensor create(String name, long seed, TensorScope owner) {
        if (type != DType.FLOAT32) {
            return owner.zeros(type, shape);
        }
        float[] first = new float[Math.toIntExact(shape.size().constant())];
        init.fill(first, 0, first.length, new SplittableRandom(seed * 31 + name.hashCode()));
        return owner.floats(shape, first);
    }
}
