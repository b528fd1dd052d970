/** What serving knows, folded from the topics and held in memory. */
@NullMarked
package io.freshet.serving.view;

import org.jspecify.annotations.NullMarked;
