package io.freshet.model.nn;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import io.freshet.model.testing.Array;
import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What each layer's golden file is compared with: outputs, and gradients by inputs and parameters. */
public final class LayerChecks {
    private LayerChecks() {}

    /** Item of a golden file to its check. */
    public static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("batchnorm1d", LayerChecks::batchNorm);
        checks.put("layernorm", LayerChecks::layerNorm);
        checks.put("transformer_encoder", LayerChecks::transformerEncoder);
        checks.put("transformer_encoder_causal", LayerChecks::transformerEncoder);
        return checks;
    }

    private static void layerNorm(Golden golden) {
        Array x = golden.input("x");
        ParameterLayout.Builder builder = ParameterLayout.builder();
        LayerNorm norm = new LayerNorm(builder, x.lengths()[1], golden.parameter("eps"));
        ParameterLayout layout = builder.build();

        Recorder r = new Recorder("layernorm", DType.FLOAT64);
        Tensor input = r.input("x", Shape.of(Dim.named("rows"), x.lengths()[1]));
        Tensor flat = r.input("parameters", Shape.of(layout.size())).leaf();
        Tensor weights = r.input("R", input.shape());
        Tensor leaf = input.leaf();
        record(r, norm.apply(new Parameters(layout, flat), leaf), weights, flat, leaf);

        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs =
                        program.run(tensor(scope, x), parameters(scope, layout, golden), tensor(scope, golden, "R"))) {
            check(golden, layout, outputs);
        }
    }

    private static void transformerEncoder(Golden golden) {
        Array x = golden.input("x");
        int width = (int) x.lengths()[2];
        ParameterLayout.Builder builder = ParameterLayout.builder();
        TransformerEncoder encoder = new TransformerEncoder(
                builder,
                new TransformerEncoder.Config(
                        (int) golden.parameter("layers"),
                        width,
                        (int) golden.parameter("heads"),
                        (int) golden.input("layers.0.linear1.bias").lengths()[0],
                        golden.flag("causal"),
                        golden.flag("final_norm"),
                        golden.parameter("ln_eps")));
        ParameterLayout layout = builder.build();

        Recorder r = new Recorder(golden.item(), DType.FLOAT64);
        Dim batch = Dim.named("batch");
        Dim length = Dim.named("length");
        Tensor input = r.input("x", Shape.of(batch, length, Dim.of(width)));
        Tensor padding = r.boolInput("padding", Shape.of(batch, length));
        Tensor flat = r.input("parameters", Shape.of(layout.size())).leaf();
        Tensor weights = r.input("R", input.shape());
        Tensor leaf = input.leaf();
        Tensor out = encoder.apply(r, new Parameters(layout, flat), leaf, padding);
        // the file holds zeros at padded positions
        record(r, out.maskedFill(padding.unsqueeze(-1), 0), weights, flat, leaf);

        Array mask = golden.input("pad_mask");
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs = program.run(
                        tensor(scope, x),
                        scope.booleans(mask.shape(), mask.booleans()),
                        parameters(scope, layout, golden),
                        tensor(scope, golden, "R"))) {
            check(golden, layout, outputs);
        }
    }

    private static void batchNorm(Golden golden) {
        Array x = golden.input("x");
        long width = x.lengths()[1];
        ParameterLayout.Builder builder = ParameterLayout.builder();
        BatchNorm norm = new BatchNorm(builder, width, golden.parameter("eps"), golden.parameter("momentum"));
        ParameterLayout layout = builder.build();

        Recorder r = new Recorder("batchnorm1d", DType.FLOAT64);
        Tensor input = r.input("x", Shape.of(Dim.named("rows"), width));
        Tensor flat = r.input("parameters", Shape.of(layout.size())).leaf();
        Tensor weights = r.input("R", input.shape());
        BatchNorm.Running running = BatchNorm.Running.declare(r, "norm", width);
        Tensor leaf = input.leaf();
        Parameters parameters = new Parameters(layout, flat);
        record(r, norm.train(r, parameters, leaf, running), weights, flat, leaf);
        r.output("out_eval", norm.infer(parameters, input, running));

        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu())) {
            DeviceTensor mean = tensor(scope, golden, "running_mean");
            DeviceTensor variance = tensor(scope, golden, "running_var");
            List<DeviceTensor> arguments = List.of(
                    tensor(scope, x), parameters(scope, layout, golden), tensor(scope, golden, "R"), mean, variance);
            try (Outputs outputs = program.run(arguments)) {
                check(golden, layout, outputs);
                golden.check("out_eval", outputs.get("out_eval").doubles());
            }
            golden.check("running_mean_after", mean.doubles());
            golden.check("running_var_after", variance.doubles());
        }
    }

    private static void record(Recorder r, Tensor out, Tensor weights, Tensor parameters, Tensor x) {
        Tensor loss = out.mul(weights).sum();
        List<Tensor> gradients = r.gradient(loss, List.of(x, parameters));
        r.output("out", out);
        r.output("loss", loss);
        r.output("grad_x", gradients.get(0));
        r.output("grad_parameters", gradients.get(1));
    }

    private static void check(Golden golden, ParameterLayout layout, Outputs outputs) {
        golden.check("out", outputs.get("out").doubles());
        golden.check("loss", outputs.get("loss").doubles());
        golden.check("grad_x", outputs.get("grad_x").doubles());
        double[] gradient = outputs.get("grad_parameters").doubles();
        for (ParameterLayout.Range range : layout.ranges()) {
            golden.check("grad_" + range.name(), Arrays.copyOfRange(gradient, range.from(), range.to()));
        }
    }

    private static DeviceTensor parameters(TensorScope scope, ParameterLayout layout, Golden golden) {
        double[] buffer = new double[layout.size()];
        for (ParameterLayout.Range range : layout.ranges()) {
            double[] values = golden.input(range.name()).values();
            System.arraycopy(values, 0, buffer, range.from(), values.length);
        }
        return scope.doubles(Shape.of(buffer.length), buffer);
    }

    private static DeviceTensor tensor(TensorScope scope, Golden golden, String name) {
        return tensor(scope, golden.input(name));
    }

    private static DeviceTensor tensor(TensorScope scope, Array array) {
        return scope.doubles(array.shape(), array.values());
    }
}
