package io.freshet.model.table;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Dim;
import io.freshet.model.program.InputBuffer;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Program;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads and overwrites rows of tensors that stand side by side, in one native call for all of them, so that nothing has
 * to pass through the host but the rows themselves.
 */
final class RowAccess implements AutoCloseable {
    private static final String INDEX = "index";
    private static final float[] NOTHING = {};

    private final Map<String, Integer> widths;
    private final Device device;
    private final CompiledProgram put;
    private final CompiledProgram get;
    // kept: memory outside the heap that is allocated for every call waits long for a collection
    private final Map<String, InputBuffer> inputs = new HashMap<>();

    /** @param widths of the tensors' rows, by name; 0 is a tensor of one axis */
    RowAccess(Map<String, Integer> widths, Device device) {
        this.widths = widths;
        this.device = device;
        this.put = recordPut().load(device);
        this.get = recordGet().load(device);
    }

    private Program recordPut() {
        Recorder r = new Recorder("put-rows", DType.FLOAT32);
        Tensor index = r.intInput(INDEX, Shape.of(Dim.named("touched")));
        widths.forEach((name, width) -> r.state(name, shape(Dim.named("rows"), width))
                .putRows(index, r.input(name + ".new", shape(index.dim(0), width))));
        r.output("put", r.lengthOf(index.dim(0)));
        return r.program();
    }

    private Program recordGet() {
        Recorder r = new Recorder("get-rows", DType.FLOAT32);
        Tensor index = r.intInput(INDEX, Shape.of(Dim.named("touched")));
        widths.forEach((name, width) ->
                r.output(name, r.state(name, shape(Dim.named("rows"), width)).gatherRows(index)));
        return r.program();
    }

    private static Shape shape(Dim rows, int width) {
        return width == 0 ? Shape.of(rows) : Shape.of(rows, Dim.of(width));
    }

    /** @param values by tensor: the rows one after another */
    void put(Map<String, DeviceTensor> tensors, long[] rows, Map<String, float[]> values) {
        try (TensorScope scope = new TensorScope(device)) {
            Map<String, DeviceTensor> arguments = new HashMap<>(tensors);
            arguments.put(INDEX, index(rows, scope));
            widths.forEach((name, width) -> {
                float[] given = values.getOrDefault(name, NOTHING);
                InputBuffer buffer = inputs.computeIfAbsent(name, n -> new InputBuffer(DType.FLOAT32));
                buffer.floats(given.length).put(given);
                arguments.put(name + ".new", buffer.tensor(scope, shape(Dim.of(rows.length), width)));
            });
            put.run(arguments).close();
        }
    }

    private DeviceTensor index(long[] rows, TensorScope scope) {
        InputBuffer buffer = inputs.computeIfAbsent(INDEX, name -> new InputBuffer(DType.INT64));
        buffer.longs(rows.length).put(rows);
        return buffer.tensor(scope, Shape.of(rows.length));
    }

    Map<String, float[]> get(Map<String, DeviceTensor> tensors, long[] rows) {
        try (TensorScope scope = new TensorScope(device)) {
            Map<String, DeviceTensor> arguments = new HashMap<>(tensors);
            arguments.put(INDEX, index(rows, scope));
            try (Outputs outputs = get.run(arguments)) {
                Map<String, float[]> values = new HashMap<>();
                widths.keySet()
                        .forEach(name -> values.put(name, outputs.get(name).floats()));
                return values;
            }
        }
    }

    @Override
    public void close() {
        put.close();
        get.close();
    }
}
