package io.freshet.learner.job;

import io.freshet.config.Section;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/**
 * How embeddings and models are published.
 *
 * @param delivery at-least-once is fresher; exactly-once shows an embedding when the next checkpoint is complete
 * @param transactionTimeout after which the broker gives up an exactly-once transaction: longer than the longest time
 *     without a checkpoint, a restart included, and at most the broker's {@code transaction.max.timeout.ms}
 * @param snapshots folder of model snapshots, on any file system that Flink knows; null where the runner decides
 * @param snapshotInterval a new version of the model at most this often
 * @param snapshotSteps a new version after so many steps, whatever the interval; 0 leaves it to the interval
 * @param keepSnapshots how many of the newest stay
 */
public record PublishConfig(
        Delivery delivery,
        Duration transactionTimeout,
        @Nullable String snapshots,
        Duration snapshotInterval,
        int snapshotSteps,
        int keepSnapshots)
        implements Serializable {

    /** What a reader of the topics may rely on. */
    public enum Delivery {
        AT_LEAST_ONCE(DeliveryGuarantee.AT_LEAST_ONCE),
        EXACTLY_ONCE(DeliveryGuarantee.EXACTLY_ONCE);

        private final DeliveryGuarantee guarantee;

        Delivery(DeliveryGuarantee guarantee) {
            this.guarantee = guarantee;
        }

        DeliveryGuarantee guarantee() {
            return guarantee;
        }
    }

    /** Reads the section {@code publish}. */
    public static PublishConfig read(Section section) {
        return new PublishConfig(
                section.choice("delivery", Delivery.class, Delivery.AT_LEAST_ONCE),
                section.duration("transaction-timeout", Duration.ofMinutes(15)),
                section.optionalString("snapshots"),
                section.duration("snapshot-interval", Duration.ofMinutes(1)),
                section.integer("snapshot-steps", 0, 0, Integer.MAX_VALUE),
                section.integer("keep-snapshots", 5, 1, 10_000));
    }
}
