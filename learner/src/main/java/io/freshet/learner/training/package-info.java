/** The learner: micro-batches in, a better encoder and fresh embeddings out. Knows no Flink. */
@NullMarked
package io.freshet.learner.training;

import org.jspecify.annotations.NullMarked;
