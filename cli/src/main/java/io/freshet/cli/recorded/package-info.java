/** A recorded stream as a learner gets it, without a log or a job around it. */
@NullMarked
package io.freshet.cli.recorded;

import org.jspecify.annotations.NullMarked;
