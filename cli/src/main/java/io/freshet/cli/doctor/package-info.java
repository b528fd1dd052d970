/** Looks whether everything that a pipeline stands on is there, and says what to do where it is not. */
@NullMarked
package io.freshet.cli.doctor;

import org.jspecify.annotations.NullMarked;
