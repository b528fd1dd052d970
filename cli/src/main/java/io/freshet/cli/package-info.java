/** Freshet on the command line: one file a command. */
@NullMarked
package io.freshet.cli;

import org.jspecify.annotations.NullMarked;
