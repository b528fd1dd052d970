/** The quality table: the streams with the defaults, seed by seed, beside their floors. */
@NullMarked
package io.freshet.bench.leaderboard;

import org.jspecify.annotations.NullMarked;
