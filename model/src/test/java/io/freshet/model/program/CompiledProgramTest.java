package io.freshet.model.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CompiledProgramTest {
    private static final int WIDTH = 64;
    private static final Dim BATCH = Dim.named("batch");

    @Test
    void oneProgramRunsOnBatchesOfAnySize() {
        Recorder r = new Recorder("p", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(BATCH, 2));
        r.output(
                "rows",
                r.concat(0, x, r.zeros(Shape.of(BATCH.plus(1), Dim.of(2)))).sum(1));
        r.output("count", r.lengthOf(BATCH.times(2)));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu())) {
            for (int rows = 0; rows < 4; rows++) {
                try (Outputs outputs = program.run(scope.floats(Shape.of(rows, 2), new float[2 * rows]))) {
                    assertThat(outputs.get("rows").lengths()).containsExactly(2 * rows + 1);
                    assertThat(outputs.scalar("count")).isEqualTo(2 * rows);
                }
            }
        }
    }

    @Test
    void argumentsMustFitTheirDeclarationAndEachOther() {
        Recorder r = new Recorder("p", DType.FLOAT32);
        Tensor x = r.input("x", Shape.of(BATCH, 2));
        Tensor ids = r.intInput("ids", Shape.of(BATCH));
        r.output("y", x.gatherRows(ids));
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram program = r.program().load(Device.cpu())) {
            DeviceTensor rows = scope.floats(Shape.of(3, 2), new float[6]);
            assertThatThrownBy(() -> program.run(rows, scope.longs(Shape.of(2), 0, 1)))
                    .hasMessage("p: must be input ids int64 (batch), where {batch=3}, got int64 (2)");
            assertThatThrownBy(() -> program.run(scope.floats(Shape.of(6), new float[6]), rows))
                    .hasMessage("p: must be input x float32 (batch, 2), got float32 (6)");
            assertThatThrownBy(() -> program.run(rows)).hasMessage("p: must have 2 arguments, got 1");
            assertThatThrownBy(() -> program.run(Map.of("x", rows)))
                    .hasMessage("p: input ids int64 (batch) is missing");
        }
    }

    @Test
    void tensorsAreWrittenAndReadBack() {
        try (TensorScope scope = new TensorScope(Device.cpu())) {
            DeviceTensor floats = scope.floats(Shape.of(2), 1, 2);
            floats.set(3f, 4f);
            assertThat(floats.floats()).containsExactly(3, 4);
            byte[] snapshot = floats.toBytes();
            floats.set(0f, 0f);
            floats.setBytes(snapshot);
            assertThat(floats.doubles()).containsExactly(3, 4);
            assertThatThrownBy(() -> floats.set(1f)).hasMessage("set: must be 2 elements, got 1");
            assertThatThrownBy(() -> scope.floats(Shape.of(2), 1)).hasMessage("shape (2) must hold 2 elements, got 1");
        }
    }

    @Test
    void rerunIsBitIdentical() {
        assertThat(train(50, 3)).isEqualTo(train(50, 3)).isNotEqualTo(train(50, 4));
    }

    @Test
    void runsOnAThreadOtherThanTheOneThatLoadedIt() throws Exception {
        float[] here = train(5, 3);
        var executor = Executors.newSingleThreadExecutor();
        try {
            assertThat(executor.submit(() -> train(5, 3)).get()).isEqualTo(here);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tenThousandStepsLeakNoNativeMemory() {
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = step().load(Device.cpu())) {
            List<DeviceTensor> states = states(scope);
            Random random = new Random(1);
            run(step, states, random, 2_000);
            long before = residentKilobytes();
            run(step, states, random, 10_000);
            long after = residentKilobytes();
            System.out.printf("resident memory: %,d kB after 2,000 steps, %,d kB after 12,000%n", before, after);
            // one activation of 64 x 64 floats leaked a step would be 160 MB; the Java heap touches new pages too
            assertThat(after - before).isLessThan(100_000);
        }
    }

    private static float[] train(int steps, long seed) {
        try (TensorScope scope = new TensorScope(Device.cpu());
                CompiledProgram step = step().load(Device.cpu())) {
            List<DeviceTensor> states = states(scope);
            run(step, states, new Random(seed), steps);
            return states.get(0).floats();
        }
    }

    /** Linear regression with everything a train step has: gathered rows, a gradient, updates of two states. */
    private static Program step() {
        Recorder r = new Recorder("step", DType.FLOAT32);
        Tensor weight = r.state("weight", Shape.of(WIDTH, WIDTH));
        Tensor table = r.state("table", Shape.of(100, WIDTH));
        Tensor x = r.input("x", Shape.of(BATCH, WIDTH));
        Tensor ids = r.intInput("ids", Shape.of(BATCH));
        Tensor leaf = weight.leaf();
        Tensor rows = table.gatherRows(ids).leaf();
        Tensor loss = x.linear(leaf).sub(rows).square().mean();
        List<Tensor> gradients = r.gradient(loss, List.of(leaf, rows));
        r.when(loss.isFinite(), () -> {
            weight.addScaledInPlace(gradients.get(0), -0.1);
            table.addRows(ids, gradients.get(1).mul(-0.1));
        });
        r.output("loss", loss);
        r.output("predicted", x.linear(weight));
        return r.program();
    }

    private static List<DeviceTensor> states(TensorScope scope) {
        float[] table = new float[100 * WIDTH];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) Math.sin(i);
        }
        return List.of(scope.zeros(DType.FLOAT32, Shape.of(WIDTH, WIDTH)), scope.floats(Shape.of(100, WIDTH), table));
    }

    private static void run(CompiledProgram step, List<DeviceTensor> states, Random random, int steps) {
        HostMemory memory = new HostMemory();
        for (int s = 0; s < steps; s++) {
            int batch = 32 + random.nextInt(33);
            float[] x = new float[batch * WIDTH];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextFloat();
            }
            long[] rows = random.longs(batch, 0, 100).toArray();
            try (TensorScope inputs = new TensorScope(Device.cpu(), memory);
                    Outputs outputs = step.run(
                            states.get(0),
                            states.get(1),
                            inputs.floats(Shape.of(batch, WIDTH), x),
                            inputs.longs(Shape.of(batch), rows))) {
                assertThat(Double.isFinite(outputs.scalar("loss"))).isTrue();
            }
        }
    }

    private static long residentKilobytes() {
        try {
            collect();
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("/proc/self/status cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns when a collection has found what nobody reaches, such as direct buffers of past batches. */
    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> found = new ReferenceQueue<>();
        PhantomReference<Object> unreachable = new PhantomReference<>(new Object(), found);
        System.gc();
        assertThat(found.remove(60_000)).isSameAs(unreachable);
    }
}
