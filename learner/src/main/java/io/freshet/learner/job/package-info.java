/** The learner's Flink job: its wiring, its topics, and a Flink of its own in this process. */
@NullMarked
package io.freshet.learner.job;

import org.jspecify.annotations.NullMarked;
