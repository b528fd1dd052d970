package io.freshet.serving.http;

import io.freshet.serving.map.MapView;
import io.freshet.serving.shard.Placement;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.KnownItems;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/**
 * What the API answers from.
 *
 * @param itemsComeAgain whether what an entity has may be recommended to it, where a request does not say
 */
public record Sources(
        String stream,
        boolean itemsComeAgain,
        Embeddings embeddings,
        ItemCatalogue catalogue,
        KnownItems knownItems,
        MetricHistory metrics,
        MapView map,
        PrometheusMeterRegistry meters,
        Supplier<Readiness> readiness,
        Placement placement) {

    /** Of an instance that has every entity. */
    public Sources(
            String stream,
            boolean itemsComeAgain,
            Embeddings embeddings,
            ItemCatalogue catalogue,
            KnownItems knownItems,
            MetricHistory metrics,
            MapView map,
            PrometheusMeterRegistry meters,
            Supplier<Readiness> readiness) {
        this(
                stream,
                itemsComeAgain,
                embeddings,
                catalogue,
                knownItems,
                metrics,
                map,
                meters,
                readiness,
                Placement.ALONE);
    }

    /**
     * Whether queries can be answered.
     *
     * @param failed it will not become ready by waiting
     * @param reason why it is not ready, in words
     */
    public record Readiness(boolean ready, boolean failed, String reason) {
        public static final Readiness READY = new Readiness(true, false, "ready");

        public static Readiness waiting(String reason) {
            return new Readiness(false, false, reason);
        }
    }
}
