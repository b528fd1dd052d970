/** The quality report as a page of its own. */
@NullMarked
package io.freshet.cli.report;

import org.jspecify.annotations.NullMarked;
