/** Benchmarks: what single parts cost, and the bare learner without a log around it. */
@NullMarked
package io.freshet.bench;

import org.jspecify.annotations.NullMarked;
