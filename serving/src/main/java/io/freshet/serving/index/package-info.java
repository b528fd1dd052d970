/** Vector indexes: who is near what, exactly or through a graph. */
@NullMarked
package io.freshet.serving.index;

import org.jspecify.annotations.NullMarked;
