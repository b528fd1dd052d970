/** Whether what is learnt from a sorted stream holds up, by probes of the frozen embeddings. */
@NullMarked
package io.freshet.bench.sorted;

import org.jspecify.annotations.NullMarked;
