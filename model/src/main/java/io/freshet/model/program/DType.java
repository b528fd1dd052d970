package io.freshet.model.program;

/** Element types of a tensor. A program has one float type, 32 bit for training and 64 bit for golden values. */
public enum DType {
    FLOAT32(6, Float.BYTES),
    FLOAT64(7, Double.BYTES),
    /** The range of 32 bits with 8 of their 24 digits, for factors of matrix products: inside a program alone. */
    BFLOAT16(15, 2),
    INT64(4, Long.BYTES),
    BOOL(11, 1);

    private final int torchCode;
    private final int bytes;

    DType(int torchCode, int bytes) {
        this.torchCode = torchCode;
        this.bytes = bytes;
    }

    /** The number by which TorchScript names this type. */
    int torchCode() {
        return torchCode;
    }

    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64 || this == BFLOAT16;
    }

    /** Whether a program takes and returns it. */
    boolean isStored() {
        return this != BFLOAT16;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
