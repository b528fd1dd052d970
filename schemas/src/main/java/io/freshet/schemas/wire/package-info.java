/** Confluent framing and the schema registry's REST calls. */
@NullMarked
package io.freshet.schemas.wire;

import org.jspecify.annotations.NullMarked;
