package io.freshet.model.encoder;

import io.freshet.model.program.Tensor;

/**
 * Encoded events of histories, newest first.
 *
 * @param vectors (histories, length, dimensions): zero where there is no event
 * @param present (histories, length) bool
 */
public record Tokens(Tensor vectors, Tensor present) {}
