/** The search for a learner's settings on a recorded part of a stream. */
@NullMarked
package io.freshet.cli.tune;

import org.jspecify.annotations.NullMarked;
