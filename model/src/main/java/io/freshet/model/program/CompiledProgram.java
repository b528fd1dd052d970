package io.freshet.model.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program loaded on a device: each run is one native call. Not for use by two threads at once. */
public final class CompiledProgram implements AutoCloseable {
    private final Program program;
    private final PtNDManager manager;
    private final PtSymbolBlock module;

    CompiledProgram(Program program, Device device) {
        this.program = program;
        this.manager = NativeEngine.newManager(device);
        byte[] archive = TorchArchive.write(program.script());
        try {
            this.module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    public Program program() {
        return program;
    }

    /** Runs on arguments by name; the caller closes the outputs and keeps the arguments. */
    public Outputs run(Map<String, DeviceTensor> arguments) {
        List<DeviceTensor> ordered = new ArrayList<>();
        for (Argument argument : program.arguments()) {
            DeviceTensor tensor = arguments.get(argument.name());
            if (tensor == null) {
                throw new IllegalArgumentException(program.name() + ": " + argument + " is missing");
            }
            ordered.add(tensor);
        }
        return run(ordered);
    }

    /** Runs on arguments in the order in which they were declared. */
    public Outputs run(List<DeviceTensor> arguments) {
        check(arguments);
        NDList operands = new NDList(arguments.size());
        arguments.forEach(tensor -> operands.add(tensor.array()));
        return outputs(call(operands));
    }

    public Outputs run(DeviceTensor... arguments) {
        return run(List.of(arguments));
    }

    /** How many tensors that its runs put out are open. */
    public int open() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }

    private NDList call(NDList operands) {
        // both are settings of the calling thread
        JniUtils.setGradMode(program.script().differentiates());
        JniUtils.setGraphExecutorOptimize(false);
        // "training" only means: not in libtorch's inference mode, which records no gradient
        return NativeEngine.call(() -> IValueUtils.forward(module, operands, true));
    }

    private Outputs outputs(NDList results) {
        Map<String, DeviceTensor> named = new LinkedHashMap<>();
        Iterator<NDArray> next = results.iterator();
        for (String name : program.outputs()) {
            PtNDArray result = (PtNDArray) next.next();
            result.attach(manager); // the bridge attaches results to their first operand's owner
            named.put(name, new DeviceTensor(result));
        }
        return new Outputs(named);
    }

    private void check(List<DeviceTensor> tensors) {
        List<Argument> arguments = program.arguments();
        if (tensors.size() != arguments.size()) {
            throw new IllegalArgumentException(
                    program.name() + ": must have " + arguments.size() + " arguments, got " + tensors.size());
        }
        Map<String, Long> bindings = new HashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            bind(arguments.get(i), tensors.get(i), bindings);
        }
        for (int i = 0; i < tensors.size(); i++) {
            Argument argument = arguments.get(i);
            long[] lengths = tensors.get(i).lengths();
            for (int axis = 0; axis < lengths.length; axis++) {
                if (argument.shape().dim(axis).evaluate(bindings) != lengths[axis]) {
                    throw mismatch(argument, tensors.get(i), bindings);
                }
            }
        }
    }

    private void bind(Argument argument, DeviceTensor tensor, Map<String, Long> bindings) {
        long[] lengths = tensor.lengths();
        if (tensor.type() != argument.type()
                || lengths.length != argument.shape().rank()) {
            throw mismatch(argument, tensor, bindings);
        }
        for (int axis = 0; axis < lengths.length; axis++) {
            Dim dim = argument.shape().dim(axis);
            if (dim.isName()) {
                bindings.putIfAbsent(dim.toString(), lengths[axis]);
            }
        }
    }

    private IllegalArgumentException mismatch(Argument argument, DeviceTensor tensor, Map<String, Long> bindings) {
        String bound = bindings.isEmpty() ? "" : ", where " + bindings;
        return new IllegalArgumentException(program.name() + ": must be " + argument + bound + ", got " + tensor);
    }
}
