/** Which entities are here, and where the others are. */
@NullMarked
package io.freshet.serving.shard;

import org.jspecify.annotations.NullMarked;
