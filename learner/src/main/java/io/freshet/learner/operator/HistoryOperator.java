package io.freshet.learner.operator;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Featuriser;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.Ids;
import io.freshet.model.feature.Lesson;
import io.freshet.model.feature.PassedOver;
import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.Event;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts each event beside what its entity did before: the example that the learner scores, then learns from. An entity that
 * is to be forgotten loses its history here, and the request goes on to the learner in the place that it has among the
 * entity's events.
 */
@SuppressWarnings("NullAway.Init") // Flink opens an operator before it uses it
public final class HistoryOperator extends KeyedProcessFunction<String, EntityRecord, Lesson> {

    /** Who had what, in the order of the examples. */
    public static final OutputTag<Visit> VISITS = new OutputTag<>("visits", CompactType.VISIT);

    private static final long serialVersionUID = 1;

    private final SerializableSupplier<Featuriser> featurisers;
    private final Config config;
    private transient Featuriser featuriser;
    private transient ValueState<History> histories;
    private transient ValueState<Long> forgotten; // when; it has no time to live, or a forgotten one would come back

    /**
     * What is remembered of an entity.
     *
     * @param length events remembered of an entity
     * @param itemsComeAgain whether an entity may have an item twice: then only its last item is left out of the
     *     ranking, else all it had
     * @param maxItems items remembered of an entity, where they do not come again
     * @param ttl after which a silent entity is forgotten; null keeps it
     * @param label which of an event's values goes along for probes; {@link #NO_LABEL} for none
     * @param dropsForgotten whether later events of a forgotten entity are passed over; else it starts anew
     */
    public record Config(
            int length,
            boolean itemsComeAgain,
            int maxItems,
            @Nullable Duration ttl,
            int label,
            boolean dropsForgotten) implements Serializable {

        public static final int NO_LABEL = -1;
        public static final int DEFAULT_MAX_ITEMS = 10_000;

        /** One that passes later events of a forgotten entity over. */
        public Config(int length, boolean itemsComeAgain, int maxItems, @Nullable Duration ttl, int label) {
            this(length, itemsComeAgain, maxItems, ttl, label, true);
        }
    }

    public HistoryOperator(SerializableSupplier<Featuriser> featurisers, Config config) {
        this.featurisers = featurisers;
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        featuriser = featurisers.get();
        ValueStateDescriptor<History> descriptor = new ValueStateDescriptor<>("history", CompactType.HISTORY);
        if (config.ttl() != null) {
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(config.ttl()).build());
        }
        histories = getRuntimeContext().getState(descriptor);
        forgotten = getRuntimeContext().getState(new ValueStateDescriptor<>("forgotten", Types.LONG));
    }

    @Override
    public void processElement(EntityRecord record, Context context, Collector<Lesson> out) throws Exception {
        if (record instanceof Erasure erasure) {
            forget(erasure, context, out);
        } else {
            learn((Event) record, context, out);
        }
    }

    private void forget(Erasure erasure, Context context, Collector<Lesson> out) throws Exception {
        History history = histories.value();
        histories.clear();
        if (config.dropsForgotten()) {
            forgotten.update(erasure.requestedMs());
        } else {
            forgotten.clear();
        }
        out.collect(new Forget(erasure, history == null ? List.of() : history.events()));
        context.output(VISITS, Visit.forget(Ids.of("", erasure.entity())));
    }

    private void learn(Event event, Context context, Collector<Lesson> out) throws Exception {
        Long arrived = context.timestamp(); // the record's, on the raw topic
        long arrivalTimeMs = arrived == null ? event.timeMs() : arrived;
        History history = histories.value();
        if (history == null) {
            // who has a history is not forgotten: one look-up suffices for all others
            if (config.dropsForgotten() && forgotten.value() != null) {
                out.collect(new PassedOver(event.entity(), event.item(), arrivalTimeMs));
                return;
            }
            history = History.EMPTY;
        }
        EventFeatures features = featuriser.features(event);
        long[] excluded =
                config.itemsComeAgain() ? history.lastItem() : history.items().toArray();
        out.collect(new Example(
                event.entity(), event.item(), history.events(), features, excluded, arrivalTimeMs, label(event)));
        histories.update(history.plus(features, config.length(), config.itemsComeAgain() ? 0 : config.maxItems()));
        if (features.item() != Ids.NONE) {
            context.output(VISITS, new Visit(Ids.of("", event.entity()), features.item()));
        }
    }

    private @Nullable String label(Event event) {
        Object value = config.label() == Config.NO_LABEL ? null : event.values().get(config.label());
        return value == null ? null : value.toString();
    }
}
