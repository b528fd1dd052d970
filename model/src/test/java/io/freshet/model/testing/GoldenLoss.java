package io.freshet.model.testing;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A loss as a 64-bit program of its own over a golden file's inputs: the loss and every gradient that the file has are
 * compared, and what else the formula names by {@link #also}.
 */
public final class GoldenLoss {
    private static final String LOSS = "loss";
    private static final String GRADIENT = "grad_";

    private final Golden golden;
    private final Recorder recorder;
    private final Map<String, Tensor> leaves = new LinkedHashMap<>();
    private final Map<String, Tensor> outputs = new LinkedHashMap<>();

    private GoldenLoss(Golden golden) {
        this.golden = golden;
        this.recorder = new Recorder(golden.item(), DType.FLOAT64);
    }

    /** A check of the scalar that a formula records. */
    public static GoldenCheck of(Function<GoldenLoss, Tensor> formula) {
        return golden -> {
            GoldenLoss loss = new GoldenLoss(golden);
            loss.compare(formula.apply(loss));
        };
    }

    public Golden golden() {
        return golden;
    }

    public Recorder recorder() {
        return recorder;
    }

    public double parameter(String name) {
        return golden.parameter(name);
    }

    /** An input that no gradient is taken by. */
    public Tensor constant(String name) {
        return recorder.input(name, golden.input(name).shape());
    }

    /** An input that the program changes. */
    public Tensor state(String name) {
        return recorder.state(name, golden.input(name).shape());
    }

    /** An input that the loss is differentiated by. */
    public Tensor leaf(String name) {
        return leaves.computeIfAbsent(name, n -> constant(n).leaf());
    }

    /** A vector of whole numbers. */
    public Tensor index(String name) {
        return recorder.intConstant(golden.input(name).longs());
    }

    /** Compares one more tensor with what the file expects under a name. */
    public Tensor also(String name, Tensor value) {
        outputs.put(name, value);
        return value;
    }

    /** As {@link #also}, where the file has such an expectation. */
    public Tensor alsoIfExpected(String name, Tensor value) {
        return golden.expectations().contains(name) ? also(name, value) : value;
    }

    private void compare(Tensor loss) {
        also(LOSS, loss);
        List<String> wanted = new ArrayList<>(leaves.keySet());
        wanted.removeIf(name -> !golden.expectations().contains(GRADIENT + name));
        List<Tensor> gradients =
                recorder.gradient(loss, wanted.stream().map(leaves::get).toList());
        for (int i = 0; i < wanted.size(); i++) {
            also(GRADIENT + wanted.get(i), gradients.get(i));
        }
        outputs.forEach(recorder::output);
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = recorder.program().load(Device.cpu())) {
            Map<String, DeviceTensor> arguments = new LinkedHashMap<>();
            program.program().arguments().forEach(argument -> {
                Array input = golden.input(argument.name());
                arguments.put(argument.name(), scope.doubles(input.shape(), input.values()));
            });
            try (Outputs results = program.run(arguments)) {
                outputs.keySet()
                        .forEach(name -> golden.check(name, results.get(name).doubles()));
            }
        }
    }
}
