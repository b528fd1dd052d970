/** Everything a pipeline needs in two processes: a log (broker and registry) and the applications. */
@NullMarked
package io.freshet.cli.embedded;

import org.jspecify.annotations.NullMarked;
