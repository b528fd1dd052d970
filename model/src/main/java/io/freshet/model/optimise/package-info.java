/** How gradients change parameters: optimisers, clipping and momentum copies, as lines of a program. */
@NullMarked
package io.freshet.model.optimise;

import org.jspecify.annotations.NullMarked;
