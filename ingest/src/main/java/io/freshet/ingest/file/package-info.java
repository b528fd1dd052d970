/** A file, or what is piped in, becomes raw records: one a row, each with its position. */
@NullMarked
package io.freshet.ingest.file;

import org.jspecify.annotations.NullMarked;
