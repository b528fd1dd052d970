/** Tensor programs: recorded in Java once, run as one native call a step. */
@NullMarked
package io.freshet.model.program;

import org.jspecify.annotations.NullMarked;
