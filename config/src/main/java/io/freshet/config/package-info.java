/** A YAML file becomes typed records; every fault is collected with its line. Knows no domain. */
@NullMarked
package io.freshet.config;

import org.jspecify.annotations.NullMarked;
