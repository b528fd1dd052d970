package io.freshet.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records a function of float64 tensors, runs it, and compares its gradient with finite differences. */
public final class Probe implements AutoCloseable {
    /** What is probed. */
    @FunctionalInterface
    public interface Formula {
        Tensor record(Recorder recorder, List<Tensor> inputs);
    }

    private static final double STEP = 1e-5;

    private final List<Array> inputs;
    private final CompiledProgram program;

    private Probe(Formula formula, boolean differentiate, List<Array> inputs) {
        this.inputs = inputs;
        Recorder recorder = new Recorder("probe", DType.FLOAT64);
        List<Tensor> leaves = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = recorder.input("x" + i, inputs.get(i).shape());
            leaves.add(differentiate ? input.leaf() : input);
        }
        Tensor value = formula.record(recorder, leaves);
        recorder.output("value", value.type() == DType.BOOL ? value.toFloat() : value);
        if (differentiate) {
            Tensor loss = value.flatten().mul(weights(recorder, value)).sum();
            recorder.output("loss", loss);
            List<Tensor> gradients = recorder.gradient(loss, leaves);
            for (int i = 0; i < gradients.size(); i++) {
                recorder.output("gradient" + i, gradients.get(i));
            }
        }
        this.program = recorder.program().load(Device.cpu());
    }

    /** The function's value. */
    public static double[] value(Formula formula, Array... inputs) {
        try (Probe probe = new Probe(formula, false, List.of(inputs))) {
            return probe.run("value", List.of(inputs));
        }
    }

    /** Checks value and gradient; the gradient by central differences at every input element. */
    public static void check(double[] expected, Formula formula, Array... inputs) {
        try (Probe probe = new Probe(formula, true, List.of(inputs))) {
            assertClose(probe.run("value", probe.inputs), expected, 1e-10);
            for (int i = 0; i < inputs.length; i++) {
                assertClose(probe.run("gradient" + i, probe.inputs), probe.differences(i), 1e-6);
            }
        }
    }

    public static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (!Golden.close(actual[i], expected[i], tolerance)) {
                throw new AssertionError("element " + i + ": must be " + expected[i] + ", got " + actual[i] + " in "
                        + Arrays.toString(actual));
            }
        }
    }

    @Override
    public void close() {
        program.close();
    }

    private double[] differences(int input) {
        double[] slopes = new double[inputs.get(input).values().length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = (loss(input, i, STEP) - loss(input, i, -STEP)) / (2 * STEP);
        }
        return slopes;
    }

    private double loss(int input, int element, double step) {
        List<Array> moved = new ArrayList<>(inputs);
        Array array = inputs.get(input);
        moved.set(input, array.with(element, array.values()[element] + step));
        return run("loss", moved)[0];
    }

    private double[] run(String output, List<Array> arrays) {
        try (TensorScope scope = new TensorScope(Device.cpu())) {
            List<DeviceTensor> arguments = arrays.stream()
                    .map(array -> scope.doubles(array.shape(), array.values()))
                    .toList();
            try (Outputs outputs = program.run(arguments)) {
                return outputs.get(output).doubles();
            }
        }
    }

    /** Different weights for the elements, so that a gradient that mixes them up is seen. */
    private static Tensor weights(Recorder recorder, Tensor value) {
        return recorder.arange(value.shape().size()).toFloat().mul(0.7).add(1).sin();
    }
}
