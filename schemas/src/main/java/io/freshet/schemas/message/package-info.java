/** The records on Freshet's topics, with their Avro schemas. */
@NullMarked
package io.freshet.schemas.message;

import org.jspecify.annotations.NullMarked;
