package io.freshet.model.optimise;

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

/** What each optimiser's golden file is compared with. */
public final class OptimiserChecks {
    private OptimiserChecks() {}

    /** Item of a golden file to its check. */
    public static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("adagrad_rowwise", OptimiserChecks::rowwiseAdagrad);
        checks.put("adagrad_rowwise_wd", OptimiserChecks::rowwiseAdagrad);
        checks.put("adamw", OptimiserChecks::adamW);
        checks.put("clip_grad_norm", OptimiserChecks::clipsByGlobalNorm);
        checks.put("clip_grad_per_tensor", OptimiserChecks::clipsByOwnNorm);
        checks.put("ema_schedule", OptimiserChecks::cosineMomentum);
        checks.put("ema_update", OptimiserChecks::momentumCopy);
        checks.putAll(FlatOptimiserChecks.all());
        checks.putAll(ScheduleChecks.all());
        return checks;
    }

    private static void adamW(Golden golden) {
        adamW(golden, "w");
        adamW(golden, "b");
    }

    private static void adamW(Golden golden, String name) {
        double[] betas = golden.parameters("betas");
        Shape shape = golden.input(name).shape();
        Recorder r = new Recorder("adamw", DType.FLOAT64);
        Tensor parameters = r.state("parameters", shape);
        Tensor gradient = r.input("gradient", shape);
        Tensor rate = r.input("rate", Shape.scalar());
        AdamW.State state = AdamW.State.declare(r, "adamw", shape);
        new AdamW(betas[0], betas[1], golden.parameter("eps"), golden.parameter("weight_decay"))
                .record(parameters, gradient, state, rate);

        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = r.program().load(Device.cpu())) {
            DeviceTensor weights = tensor(scope, golden.input(name));
            Map<String, DeviceTensor> arguments = new TreeMap<>(Map.of(
                    "parameters", weights,
                    "rate", scope.doubles(Shape.scalar(), golden.parameter("lr")),
                    "adamw.first", scope.zeros(DType.FLOAT64, shape),
                    "adamw.second", scope.zeros(DType.FLOAT64, shape),
                    "adamw.step", scope.zeros(DType.INT64, Shape.scalar())));
            Array gradients = golden.input("grads_" + name);
            Array after = golden.expected(name + "_after");
            for (int s = 0; s < gradients.lengths()[0]; s++) {
                arguments.put("gradient", tensor(scope, gradients.row(s)));
                step.run(arguments).close();
                golden.check(name + " after step " + s, after.row(s).values(), weights.doubles());
            }
        }
    }

    private static void rowwiseAdagrad(Golden golden) {
        Array table = golden.input("w");
        Dim touched = Dim.named("touched");
        Recorder r = new Recorder(golden.item(), DType.FLOAT64);
        Tensor rows = r.state("rows", table.shape());
        Tensor sums = r.state("sums", table.shape().before(1));
        Tensor index = r.intInput("index", Shape.of(touched));
        Tensor gradient = r.input("gradient", Shape.of(touched, table.shape().dim(1)));
        Tensor rate = r.input("rate", Shape.scalar());
        RowwiseAdagrad.Rows before = new RowwiseAdagrad.Rows(rows.gatherRows(index), sums.gatherRows(index));
        RowwiseAdagrad.Rows after = new RowwiseAdagrad(golden.parameter("eps"), golden.parameter("weight_decay"))
                .record(before, gradient, rate, r.scalar(1));
        rows.putRows(index, after.rows());
        sums.putRows(index, after.sums());

        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = r.program().load(Device.cpu())) {
            DeviceTensor weights = tensor(scope, table);
            DeviceTensor state = scope.zeros(DType.FLOAT64, Shape.of(table.lengths()[0]));
            DeviceTensor lr = scope.doubles(Shape.scalar(), golden.parameter("lr"));
            Array batches = golden.input("rows");
            for (int s = 0; s < batches.lengths()[0]; s++) {
                Map<Long, double[]> summed =
                        sumByRow(batches.row(s), golden.input("grads").row(s));
                long[] unique =
                        summed.keySet().stream().mapToLong(Long::longValue).toArray();
                double[] flat =
                        summed.values().stream().flatMapToDouble(Arrays::stream).toArray();
                step.run(
                                weights,
                                state,
                                scope.longs(Shape.of(unique.length), unique),
                                scope.doubles(Shape.of(unique.length, table.lengths()[1]), flat),
                                lr)
                        .close();
                golden.check(
                        "w after step " + s, golden.expected("w_after").row(s).values(), weights.doubles());
                golden.check(
                        "state after step " + s,
                        golden.expected("state_after").row(s).values(),
                        state.doubles());
            }
        }
    }

    private static void clipsByGlobalNorm(Golden golden) {
        clipsByGlobalNorm(golden, 1, "big");
        clipsByGlobalNorm(golden, golden.parameter("small_multiplier"), "small");
    }

    private static void clipsByGlobalNorm(Golden golden, double scale, String size) {
        Recorder r = new Recorder("clip", DType.FLOAT64);
        Tensor w = r.input("w", golden.input("grad_w").shape()).mul(scale);
        Tensor b = r.input("b", golden.input("grad_b").shape()).mul(scale);
        Tensor norm = GradientClip.globalNorm(List.of(w, b));
        Tensor factor = GradientClip.factor(norm, golden.parameter("max_norm"));
        r.output("norm_" + size, norm);
        r.output("gw_" + size, w.mul(factor));
        r.output("gb_" + size, b.mul(factor));
        check(golden, r, "norm_" + size, "gw_" + size, "gb_" + size);
    }

    private static void clipsByOwnNorm(Golden golden) {
        Recorder r = new Recorder("clip", DType.FLOAT64);
        Tensor w = r.input("w", golden.input("grad_w").shape());
        Tensor b = r.input("b", golden.input("grad_b").shape());
        List<Tensor> clipped = GradientClip.byOwnNorm(List.of(w, b), golden.parameter("clip"));
        r.output("norms", r.concat(0, w.norm().unsqueeze(0), b.norm().unsqueeze(0)));
        r.output("gw", clipped.get(0));
        r.output("gb", clipped.get(1));
        check(golden, r, "norms", "gw", "gb");
    }

    private static void momentumCopy(Golden golden) {
        Shape shape = golden.input("k").shape();
        Recorder r = new Recorder("ema", DType.FLOAT64);
        Tensor target = r.state("target", shape);
        Tensor online = r.input("online", shape);
        MomentumCopy.record(target, online, r.input("momentum", Shape.scalar()));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = r.program().load(Device.cpu())) {
            DeviceTensor state = tensor(scope, golden.input("k"));
            double[] momenta = golden.parameters("m");
            for (int s = 0; s < momenta.length; s++) {
                step.run(
                                state,
                                tensor(scope, golden.input("q_steps").row(s)),
                                scope.doubles(Shape.scalar(), momenta[s]))
                        .close();
                golden.check(
                        "k after step " + s, golden.expected("k_after").row(s).values(), state.doubles());
            }
        }
    }

    private static void cosineMomentum(Golden golden) {
        MomentumSchedule schedule =
                MomentumSchedule.cosine(golden.parameter("base"), (long) golden.parameter("total_steps"));
        golden.check(
                "values",
                Arrays.stream(golden.input("steps").longs())
                        .mapToDouble(step -> schedule.at(step, 0))
                        .toArray());
    }

    private static void check(Golden golden, Recorder r, String... names) {
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu());
                Outputs outputs =
                        program.run(tensor(scope, golden.input("grad_w")), tensor(scope, golden.input("grad_b")))) {
            for (String name : names) {
                golden.check(name, outputs.get(name).doubles());
            }
        }
    }

    private static Map<Long, double[]> sumByRow(Array rows, Array gradients) {
        int width = (int) gradients.lengths()[1];
        Map<Long, double[]> sums = new TreeMap<>();
        for (int i = 0; i < rows.values().length; i++) {
            double[] sum = sums.computeIfAbsent(rows.longs()[i], row -> new double[width]);
            for (int d = 0; d < width; d++) {
                sum[d] += gradients.at(i, d);
            }
        }
        return sums;
    }

    private static DeviceTensor tensor(TensorScope scope, Array array) {
        return scope.doubles(array.shape(), array.values());
    }
}
