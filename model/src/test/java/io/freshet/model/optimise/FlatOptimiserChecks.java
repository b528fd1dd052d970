package io.freshet.model.optimise;

import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Program;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Optimisers over one flat buffer that holds a matrix and a vector, against golden files that keep them apart. */
final class FlatOptimiserChecks {
    private FlatOptimiserChecks() {}

    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("lamb", FlatOptimiserChecks::lamb);
        checks.put("lamb_paper", FlatOptimiserChecks::lambOfThePaper);
        checks.put("lars", FlatOptimiserChecks::lars);
        return checks;
    }

    private static void lamb(Golden golden) {
        double[] betas = golden.parameters("betas");
        Lamb lamb =
                new Lamb(betas[0], betas[1], golden.parameter("eps"), Lamb.Form.CORRECTED, Double.POSITIVE_INFINITY);
        check(golden, lamb, golden.parameter("weight_decay"), golden.parameter("weight_decay_b"));
    }

    private static void lambOfThePaper(Golden golden) {
        double[] betas = golden.parameters("betas");
        double longest = golden.parameter("max_weight_norm");
        Lamb lamb = new Lamb(betas[0], betas[1], golden.parameter("eps"), Lamb.Form.PAPER, longest);
        check(golden, lamb, golden.parameter("weight_decay"), golden.parameter("weight_decay"));
    }

    private static void lars(Golden golden) {
        Lars lars = new Lars(golden.parameter("momentum"), golden.parameter("trust_coefficient"));
        check(golden, lars, golden.parameter("weight_decay"), 0);
    }

    private static void check(Golden golden, Optimiser optimiser, double decayOfMatrix, double decayOfVector) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        builder.add("w", golden.input("w").shape(), Init.zeros());
        builder.add("b", golden.input("b").shape(), Init.zeros());
        ParameterLayout layout = builder.build();
        int matrix = layout.range("w").to();
        double[] decay = new double[layout.size()];
        Arrays.fill(decay, 0, matrix, decayOfMatrix);
        Arrays.fill(decay, matrix, decay.length, decayOfVector);
        Program program = record(golden, optimiser, layout, decayOfMatrix, decayOfVector);

        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = program.load(Device.cpu())) {
            Shape flat = Shape.of(layout.size());
            Map<String, DeviceTensor> arguments = new HashMap<>();
            DeviceTensor weights = scope.doubles(
                    flat, joined(golden.input("w").values(), golden.input("b").values()));
            arguments.put("parameters", weights);
            optimiser.memories().forEach(name -> arguments.put(name, scope.zeros(DType.FLOAT64, flat)));
            arguments.put("steps", scope.zeros(DType.INT64, Shape.scalar()));
            arguments.put("rate", scope.doubles(Shape.scalar(), golden.parameter("lr")));
            arguments.put("decay", scope.doubles(flat, decay));
            for (int s = 0; s < golden.input("grads_w").lengths()[0]; s++) {
                double[] w = golden.input("grads_w").row(s).values();
                double[] b = golden.input("grads_b").row(s).values();
                arguments.put("gradient", scope.doubles(flat, joined(w, b)));
                step.run(arguments).close();
                double[] after = weights.doubles();
                golden.check(
                        "w after step " + s, golden.expected("w_after").row(s).values(), Arrays.copyOf(after, matrix));
                golden.check(
                        "b after step " + s,
                        golden.expected("b_after").row(s).values(),
                        Arrays.copyOfRange(after, matrix, after.length));
            }
        }
    }

    private static Program record(
            Golden golden, Optimiser optimiser, ParameterLayout layout, double decayOfMatrix, double decayOfVector) {
        Recorder r = new Recorder(golden.item(), DType.FLOAT64);
        Shape flat = Shape.of(layout.size());
        Map<String, Tensor> memories = new HashMap<>();
        Tensor parameters = r.state("parameters", flat);
        Tensor gradient = r.input("gradient", flat);
        if (golden.hasParameter("max_grad_norm")) {
            gradient = gradient.div(
                    gradient.norm().div(golden.parameter("max_grad_norm")).clampMin(1));
        }
        optimiser.memories().forEach(name -> memories.put(name, r.state(name, flat)));
        optimiser.record(
                r,
                new FlatStep(
                        layout,
                        new double[] {decayOfMatrix, decayOfVector},
                        parameters,
                        gradient,
                        memories,
                        r.intState("steps", Shape.scalar()),
                        r.input("rate", Shape.scalar()),
                        null,
                        r.input("decay", flat)));
        return r.program();
    }

    private static double[] joined(double[] w, double[] b) {
        return DoubleStream.concat(Arrays.stream(w), Arrays.stream(b)).toArray();
    }
}
