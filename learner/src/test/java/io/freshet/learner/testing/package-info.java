/** Fakes and fixtures of the learner's tests. */
@NullMarked
package io.freshet.learner.testing;

import org.jspecify.annotations.NullMarked;
