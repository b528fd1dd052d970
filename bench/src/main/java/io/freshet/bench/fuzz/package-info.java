/** Fuzz targets, one for each door that something from outside comes in by, and the command that runs them. */
@NullMarked
package io.freshet.bench.fuzz;

import org.jspecify.annotations.NullMarked;
