/** A shop made up for tests and for looking at the page. */
@NullMarked
package io.freshet.serving.testing;

import org.jspecify.annotations.NullMarked;
