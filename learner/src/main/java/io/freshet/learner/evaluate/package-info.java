/** How good what was learnt is: label-free scores in stream order, the floors beside them, and the space's shape. */
@NullMarked
package io.freshet.learner.evaluate;

import org.jspecify.annotations.NullMarked;
