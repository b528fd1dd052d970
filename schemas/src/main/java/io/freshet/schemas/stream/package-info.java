/** What a stream is: its topics, its source and format, its fields, and which of them are entity, item and time. */
@NullMarked
package io.freshet.schemas.stream;

import org.jspecify.annotations.NullMarked;
