/** What the tests of this module run on: a real broker, and small parts for a topology without one. */
@NullMarked
package io.freshet.ingest.testing;

import org.jspecify.annotations.NullMarked;
