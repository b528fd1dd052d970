/** What tests of this and other modules share: golden files and finite differences. */
@NullMarked
package io.freshet.model.testing;

import org.jspecify.annotations.NullMarked;
