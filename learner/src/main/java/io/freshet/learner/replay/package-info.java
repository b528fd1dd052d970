/** Rows seen earlier, mixed into later batches. */
@NullMarked
package io.freshet.learner.replay;

import org.jspecify.annotations.NullMarked;
