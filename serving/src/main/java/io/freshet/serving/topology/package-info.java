/** The Kafka Streams topology that keeps the views in step with the topics. */
@NullMarked
package io.freshet.serving.topology;

import org.jspecify.annotations.NullMarked;
