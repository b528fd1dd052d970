package io.freshet.learner.operator;

import io.freshet.learner.training.Quarantined;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.Lesson;
import io.freshet.schemas.message.DeltaRecord;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.EntityRecord;
import io.freshet.schemas.message.ErasureReceipt;
import io.freshet.schemas.message.Event;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.schemas.message.ModelRecord;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Tells Flink which {@link Format} a type travels in, so that nothing falls back to Kryo. */
public final class CompactType<T> extends TypeInformation<T> {

    public static final TypeInformation<Event> EVENT = new CompactType<>(Formats.EVENT);
    public static final TypeInformation<Example> EXAMPLE = new CompactType<>(Formats.EXAMPLE);
    public static final TypeInformation<EntityRecord> ENTITY_RECORD = new CompactType<>(Formats.ENTITY_RECORD);
    public static final TypeInformation<Lesson> LESSON = new CompactType<>(Formats.LESSON);
    public static final TypeInformation<Visit> VISIT = new CompactType<>(Formats.VISIT);
    public static final TypeInformation<Quarantined> QUARANTINED = new CompactType<>(Formats.QUARANTINED);
    public static final TypeInformation<EmbeddingRecord> EMBEDDING = new CompactType<>(Formats.EMBEDDING);
    public static final TypeInformation<MetricRecord> METRIC = new CompactType<>(Formats.METRIC);
    public static final TypeInformation<ModelRecord> MODEL = new CompactType<>(Formats.MODEL);
    public static final TypeInformation<ErasureReceipt> RECEIPT = new CompactType<>(Formats.RECEIPT);
    public static final TypeInformation<DeltaRecord> DELTA = new CompactType<>(Formats.DELTA);
    static final TypeInformation<History> HISTORY = new CompactType<>(Formats.HISTORY);

    private static final long serialVersionUID = 1;

    private final transient Format<T> format;
    private final String name;

    private CompactType(Format<T> format) {
        this.format = format;
        this.name = format.name();
    }

    /** The job's graph carries a format by its name alone. */
    private Object readResolve() {
        return new CompactType<>(Formats.named(name));
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new CompactSerializer<>(format);
    }

    @Override
    public Class<T> getTypeClass() {
        return format.type();
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof CompactType<?>;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompactType<?> that && that.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
