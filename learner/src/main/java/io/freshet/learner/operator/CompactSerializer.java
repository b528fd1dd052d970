package io.freshet.learner.operator;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Flink's face of a {@link Format}: values are immutable, so copies are the values themselves. */
final class CompactSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1;

    private final transient Format<T> format;
    private final String name;
    private final int readVersion;

    CompactSerializer(Format<T> format) {
        this(format, format.version());
    }

    private CompactSerializer(Format<T> format, int readVersion) {
        this.format = format;
        this.name = format.name();
        this.readVersion = readVersion;
    }

    /** The job's graph carries a format by its name alone. */
    private Object readResolve() {
        return new CompactSerializer<>(Formats.named(name), readVersion);
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        format.write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return format.read(source, readVersion);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    @SuppressWarnings("NullAway") // Flink takes null for "no instance to reuse"
    public T createInstance() {
        return null;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(format);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompactSerializer<?> that && that.name.equals(name) && that.readVersion == readVersion;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** What a checkpoint says about its bytes: the format's name and version. */
    public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {

        private static final int LAYOUT = 1;

        private @Nullable Format<T> format;
        private int version;

        /** For Flink, which reads the rest from the checkpoint. */
        public Snapshot() {}

        Snapshot(Format<T> format) {
            this.format = format;
            this.version = format.version();
        }

        @Override
        public int getCurrentVersion() {
            return LAYOUT;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeUTF(format().name());
            out.writeInt(version);
        }

        @Override
        @SuppressWarnings("unchecked") // a name stands for one format, and so for one type
        public void readSnapshot(int layout, DataInputView in, ClassLoader classes) throws IOException {
            format = (Format<T>) Formats.named(in.readUTF());
            version = in.readInt();
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return new CompactSerializer<>(format(), version);
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> written) {
            if (!(written instanceof Snapshot<T> old) || !old.format().name().equals(format().name())) {
                return TypeSerializerSchemaCompatibility.incompatible();
            }
            if (old.version == version) {
                return TypeSerializerSchemaCompatibility.compatibleAsIs();
            }
            return old.version < version
                    ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }

        private Format<T> format() {
            if (format == null) {
                throw new IllegalStateException("the snapshot has not been read");
            }
            return format;
        }
    }
}
