/** Kafka Streams: raw records become clean events, or dead letters with a reason. */
@NullMarked
package io.freshet.ingest;

import org.jspecify.annotations.NullMarked;
