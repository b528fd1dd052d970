package io.freshet.model.program;

/** Where tensors live and programs run: the CPU, or one GPU by its index. */
public record Device(Kind kind, int index) {
    /** Kinds of device that libtorch runs on. */
    public enum Kind {
        CPU,
        GPU
    }

    public static Device cpu() {
        return new Device(Kind.CPU, 0);
    }

    public static Device gpu(int index) {
        return new Device(Kind.GPU, index);
    }

    /** Reads {@code cpu}, {@code gpu} or {@code gpu:1}. */
    public static Device parse(String text) {
        if (text.equals("cpu")) {
            return cpu();
        }
        if (text.matches("gpu(:\\d+)?")) {
            return gpu(text.equals("gpu") ? 0 : Integer.parseInt(text.substring(4)));
        }
        throw new IllegalArgumentException("device: must be cpu, gpu or gpu:N, got " + text);
    }

    public boolean isCpu() {
        return kind == Kind.CPU;
    }

    ai.djl.Device djl() {
        return isCpu() ? ai.djl.Device.cpu() : ai.djl.Device.gpu(index);
    }

    @Override
    public String toString() {
        return isCpu() ? "cpu" : "gpu:" + index;
    }
}
