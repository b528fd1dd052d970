/** Field types: what a declared field of an event may be, how a raw value becomes one, and which features it gives. */
@NullMarked
package io.freshet.schemas.field;

import org.jspecify.annotations.NullMarked;
