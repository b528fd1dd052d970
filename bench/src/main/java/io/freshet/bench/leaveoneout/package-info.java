/** Sequential recommendation the way papers measure it: the last item of each sequence is held out. */
@NullMarked
package io.freshet.bench.leaveoneout;

import org.jspecify.annotations.NullMarked;
