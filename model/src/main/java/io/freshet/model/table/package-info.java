/** Embedding tables without collisions: a row for each value seen. */
@NullMarked
package io.freshet.model.table;

import org.jspecify.annotations.NullMarked;
