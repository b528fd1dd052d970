/** The 2-D map of the item embeddings. */
@NullMarked
package io.freshet.serving.map;

import org.jspecify.annotations.NullMarked;
