/** Views: changed copies of a history that an encoder should still know it by. */
@NullMarked
package io.freshet.learner.view;

import org.jspecify.annotations.NullMarked;
