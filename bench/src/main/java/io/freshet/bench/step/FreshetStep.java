package io.freshet.bench.step;

import io.freshet.model.encoder.SharedRows;
import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.HostMemory;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Shape;
import io.freshet.model.program.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The step as Freshet runs it: its recorded program, with the inputs written for every step. */
final class FreshetStep implements AutoCloseable {
    /** Loss and gradients of the first batch. */
    record Gradients(double loss, float[] dense, float[] rows) {}

    private final StepModel model;
    private final StepData data;
    private final Device device;
    private final TensorScope scope;
    private final HostMemory memory = new HostMemory();
    private final CompiledProgram program;
    private final Map<String, DeviceTensor> states = new HashMap<>();
    private final ProcessClock clock = new ProcessClock();
    private int taken;

    FreshetStep(StepModel model, StepData data, Device device) {
        this.model = model;
        this.data = data;
        this.device = device;
        this.scope = new TensorScope(device);
        this.program = model.step().load(device);
        StepSize size = data.size();
        Shape flat = Shape.of(data.parameters().length);
        Shape table = Shape.of(size.rows(), size.width());
        states.put("parameters", scope.floats(flat, data.parameters()));
        states.put("parameters.momentum", scope.floats(flat, data.parameters()));
        states.put("parameters.adam.first", scope.zeros(DType.FLOAT32, flat));
        states.put("parameters.adam.second", scope.zeros(DType.FLOAT32, flat));
        states.put("parameters.adam.step", scope.zeros(DType.INT64, Shape.scalar()));
        states.put("table", scope.floats(table, data.table()));
        states.put("table.sums", scope.zeros(DType.FLOAT32, Shape.of(size.rows())));
        states.put("table.momentum", scope.floats(table, data.table()));
        states.put("queue", scope.floats(Shape.of(size.queue(), size.projection()), data.queue()));
        states.put("owners", scope.longs(Shape.of(size.queue()), data.owners()));
    }

    Gradients gradients() {
        try (TensorScope inputs = new TensorScope(device);
                CompiledProgram gradients = model.gradients().load(device);
                Outputs outputs = gradients.run(only(gradients, arguments(inputs, 0)))) {
            return new Gradients(
                    outputs.scalar("loss"),
                    outputs.get("gradient").floats(),
                    outputs.get("row-gradient").floats());
        }
    }

    private static Map<String, DeviceTensor> only(CompiledProgram program, Map<String, DeviceTensor> all) {
        Map<String, DeviceTensor> wanted = new HashMap<>();
        program.program().arguments().forEach(argument -> wanted.put(argument.name(), all.get(argument.name())));
        return wanted;
    }

    StepTimes take(int count) {
        List<Double> walls = new ArrayList<>();
        List<Double> cpus = new ArrayList<>();
        double loss = Double.NaN;
        for (int i = 0; i < count; i++) {
            long wall = System.nanoTime();
            long cpu = clock.nanos();
            loss = step();
            walls.add((System.nanoTime() - wall) / 1e6);
            cpus.add((clock.nanos() - cpu) / 1e6);
        }
        return new StepTimes(walls, cpus, loss);
    }

    private double step() {
        try (TensorScope inputs = new TensorScope(device, memory);
                Outputs outputs =
                        program.run(arguments(inputs, taken++ % data.batches().size()))) {
            return outputs.scalar("loss");
        }
    }

    private Map<String, DeviceTensor> arguments(TensorScope inputs, int number) {
        StepSize size = data.size();
        StepData.Batch batch = data.batches().get(number);
        Shape count = Shape.of(size.batch());
        Map<String, DeviceTensor> arguments = new HashMap<>(states);
        arguments.put("rows", inputs.longs(Shape.of(batch.rows().length), batch.rows()));
        arguments.put("stale", inputs.floats(Shape.of(batch.stale().length), batch.stale()));
        histories(inputs, "query.", batch.query(), batch.queryLengths(), arguments);
        histories(inputs, "key.", batch.key(), batch.keyLengths(), arguments);
        arguments.put("entities", inputs.longs(count, batch.entities()));
        arguments.put("slots", inputs.longs(count, batch.slots()));
        return arguments;
    }

    private void histories(
            TensorScope inputs, String name, long[] events, long[] lengths, Map<String, DeviceTensor> arguments) {
        int length = data.size().length();
        Shape count = Shape.of(lengths.length);
        SharedRows rows = SharedRows.of(lengths, length);
        arguments.put(name + "events", inputs.longs(Shape.of(lengths.length, length), events));
        arguments.put(name + "lengths", inputs.longs(count, lengths));
        arguments.put(name + "slots", inputs.longs(Shape.of(rows.count(), length), rows.slots()));
        arguments.put(name + "newest", inputs.longs(count, rows.newest()));
        arguments.put(name + "seated", inputs.longs(Shape.of(rows.count(), SharedRows.MOST), rows.seated()));
        arguments.put(name + "seats", inputs.longs(count, rows.seats()));
    }

    @Override
    public void close() {
        program.close();
        scope.close();
    }
}
