/** The learner's Flink operators and their state: histories, micro-batches, training, floors. */
@NullMarked
package io.freshet.learner.operator;

import org.jspecify.annotations.NullMarked;
