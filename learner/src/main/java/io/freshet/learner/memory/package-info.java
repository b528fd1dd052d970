/** What is counted rather than learnt: what follows what, and what came lately; and how it joins the embeddings. */
@NullMarked
package io.freshet.learner.memory;

import org.jspecify.annotations.NullMarked;
