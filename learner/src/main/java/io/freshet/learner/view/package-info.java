/** Changed copies of a history: two of one that an encoder should know it by, and one with holes for it to fill. */
@NullMarked
package io.freshet.learner.view;

import org.jspecify.annotations.NullMarked;
