package io.freshet.model.table;

import io.freshet.model.program.CompiledProgram;
import io.freshet.model.program.DType;
import io.freshet.model.program.Device;
import io.freshet.model.program.DeviceTensor;
import io.freshet.model.program.Dim;
import io.freshet.model.program.HostMemory;
import io.freshet.model.program.Outputs;
import io.freshet.model.program.Program;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import io.freshet.model.program.TensorScope;
import java.util.Map;

/** Reads and overwrites rows of a tensor where it is, so that nothing has to pass through the host but the rows themselves. */
final class RowAccess implements AutoCloseable {
    private static final String TABLE = "table";
    private static final String INDEX = "index";
    private static final String ROWS = "rows";

    private final int columns;
    private final Device device;
    private final CompiledProgram put;
    private final CompiledProgram get;
    private final HostMemory memory = new HostMemory();

    RowAccess(int columns, Device device) {
        this.columns = columns;
        this.device = device;
        this.put = recordPut().load(device);
        this.get = recordGet().load(device);
    }

    private Program recordPut() {
        Recorder r = new Recorder("put-rows", DType.FLOAT32);
        Tensor index = r.intInput(INDEX, Shape.of(Dim.named("touched")));
        Tensor rows = r.input(ROWS, Shape.of(index.dim(0), Dim.of(columns)));
        table(r).putRows(index, rows);
        r.output("put", r.lengthOf(index.dim(0)));
        return r.program();
    }

    private Program recordGet() {
        Recorder r = new Recorder("get-rows", DType.FLOAT32);
        Tensor index = r.intInput(INDEX, Shape.of(Dim.named("touched")));
        r.output(ROWS, table(r).gatherRows(index));
        return r.program();
    }

    private Tensor table(Recorder r) {
        return r.state(TABLE, Shape.of(Dim.named("all"), Dim.of(columns)));
    }

    /** @param values the rows one after another */
    void put(DeviceTensor table, long[] rows, float[] values) {
        try (TensorScope scope = new TensorScope(device, memory)) {
            DeviceTensor given = scope.floats(Shape.of(rows.length, columns), values);
            put.run(Map.of(TABLE, table, INDEX, index(rows, scope), ROWS, given))
                    .close();
        }
    }

    float[] get(DeviceTensor table, long[] rows) {
        try (TensorScope scope = new TensorScope(device, memory);
                Outputs outputs = get.run(Map.of(TABLE, table, INDEX, index(rows, scope)))) {
            return outputs.get(ROWS).floats();
        }
    }

    private static DeviceTensor index(long[] rows, TensorScope scope) {
        return scope.longs(Shape.of(rows.length), rows);
    }

    @Override
    public void close() {
        put.close();
        get.close();
    }
}
