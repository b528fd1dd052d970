package io.freshet.model.nn;

import io.freshet.model.program.Tensor;

/**
 * Single positions at which a transformer's output is asked for, each with those of its own sequence in view.
 *
 * @param positions (questions) int64: among {@code row * length + column}
 * @param seated (rows, most) int64: which question sits in which seat of its row; a question may sit in several
 * @param seats (questions) int64: among {@code row * most + seat}, one where each sits
 */
public record Asked(Tensor positions, Tensor seated, Tensor seats) {

    /** @param x (rows, length, width) */
    Tensor of(Tensor x) {
        return x.reshape(x.dim(0).times(x.dim(1)), x.dim(2)).gatherRows(positions);
    }
}
