/** The learner's step against the same step in eager PyTorch. */
@NullMarked
package io.freshet.bench.step;

import org.jspecify.annotations.NullMarked;
