/** Serving: embeddings, neighbours and recommendations over HTTP, as fresh as the topics. */
@NullMarked
package io.freshet.serving;

import org.jspecify.annotations.NullMarked;
