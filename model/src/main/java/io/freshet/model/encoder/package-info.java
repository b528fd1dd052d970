/** Encoders: the tokens of a history's events, and what a history says as a whole. */
@NullMarked
package io.freshet.model.encoder;

import org.jspecify.annotations.NullMarked;
