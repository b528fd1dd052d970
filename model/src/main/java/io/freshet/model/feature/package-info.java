/** Featurisers: what the encoder sees of an event, in a layout that is fixed by the pipeline. */
@NullMarked
package io.freshet.model.feature;

import org.jspecify.annotations.NullMarked;
