package io.freshet.model.program;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Numbers as TorchScript writes them. */
final class Literal {
    private Literal() {}

    static String of(DType type, double value) {
        if (type.isFloat()) {
            return of(value);
        }
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException(type + " tensor: scalar must be a whole number, got " + value);
        }
        return type == DType.BOOL ? (value == 0 ? "False" : "True") : Long.toString((long) value);
    }

    static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toString(value);
    }

    static String of(boolean value) {
        return value ? "True" : "False";
    }

    static String list(double... values) {
        return Arrays.stream(values).mapToObj(Literal::of).collect(Collectors.joining(", ", "[", "]"));
    }
}
