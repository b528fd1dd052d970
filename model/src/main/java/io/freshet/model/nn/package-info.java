/** Layers over a flat parameter buffer, named and laid out as PyTorch names and lays out its own. */
@NullMarked
package io.freshet.model.nn;

import org.jspecify.annotations.NullMarked;
