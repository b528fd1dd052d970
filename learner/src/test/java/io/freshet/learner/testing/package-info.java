/** Real streams and golden values for tests. */
@NullMarked
package io.freshet.learner.testing;

import org.jspecify.annotations.NullMarked;
