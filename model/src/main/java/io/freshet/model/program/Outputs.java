package io.freshet.model.program;

import java.util.Map;

/** What one run returned, by name; closing it frees all of it. */
public final class Outputs implements AutoCloseable {
    private final Map<String, DeviceTensor> tensors;

    Outputs(Map<String, DeviceTensor> tensors) {
        this.tensors = tensors;
    }

    public DeviceTensor get(String name) {
        DeviceTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("output '" + name + "' is none of " + tensors.keySet());
        }
        return tensor;
    }

    /** A scalar output as a number. */
    public double scalar(String name) {
        return get(name).scalar();
    }

    @Override
    public void close() {
        tensors.values().forEach(DeviceTensor::close);
    }
}
