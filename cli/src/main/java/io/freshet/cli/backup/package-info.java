/** A line's state in a folder of its own, and back. */
@NullMarked
package io.freshet.cli.backup;

import org.jspecify.annotations.NullMarked;
