/** What is learnt: each objective states its views, heads and state, and its loss. */
@NullMarked
package io.freshet.learner.objective;

import org.jspecify.annotations.NullMarked;
