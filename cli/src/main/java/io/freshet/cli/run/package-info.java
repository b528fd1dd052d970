/** A pipeline at work: its log, its applications, its source, and what they say of themselves. */
@NullMarked
package io.freshet.cli.run;

import org.jspecify.annotations.NullMarked;
