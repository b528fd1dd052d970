/** The HTTP API and the page. */
@NullMarked
package io.freshet.serving.http;

import org.jspecify.annotations.NullMarked;
