package io.freshet.model.program;

/** What has an element type and a shape. */
public sealed interface Shaped
        permits Activations, Comparisons, Elementwise, Products, Reductions, Reshaping, Rows, StateChanges {
    DType type();

    Shape shape();

    /** The length of an axis; negative axes count from the last. */
    default Dim dim(int axis) {
        return shape().dim(axis);
    }

    default int rank() {
        return shape().rank();
    }
}
