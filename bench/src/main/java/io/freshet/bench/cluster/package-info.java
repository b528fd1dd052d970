/** A whole cluster on one machine, each part a JVM of its own, and what it goes through. */
@NullMarked
package io.freshet.bench.cluster;

import org.jspecify.annotations.NullMarked;
