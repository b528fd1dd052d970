/** Changed copies of a history to learn from: two of one history are a pair to bring together, one with holes to fill. */
@NullMarked
package io.freshet.learner.view;

import org.jspecify.annotations.NullMarked;
