/** The bytes of one raw record become an event, or a rejection; nothing in here throws for bad data. */
@NullMarked
package io.freshet.ingest.parse;

import org.jspecify.annotations.NullMarked;
