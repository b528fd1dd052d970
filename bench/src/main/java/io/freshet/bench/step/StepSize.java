package io.freshet.bench.step;

import java.util.List;

/**
 * How large the step's model and its batches are.
 *
 * @param batch pairs of views
 * @param length events of a history
 * @param width of item rows and of the encoder
 * @param queue keys
 * @param rows of the item table
 */
record StepSize(String name, int batch, int length, int width, int layers, int queue, int rows) {
    static final List<StepSize> ALL = List.of(
            new StepSize("base", 256, 50, 64, 2, 16_384, 100_000),
            new StepSize("small", 32, 16, 32, 2, 16_384, 100_000),
            new StepSize("large", 512, 50, 256, 4, 16_384, 100_000));

    int heads() {
        return 2;
    }

    int feedForward() {
        return 2 * width;
    }

    int projection() {
        return 64;
    }
}
