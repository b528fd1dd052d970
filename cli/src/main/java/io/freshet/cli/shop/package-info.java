/** A shop that never was: shoppers, products and the truth about both, for the demo and for checks against it. */
@NullMarked
package io.freshet.cli.shop;

import org.jspecify.annotations.NullMarked;
