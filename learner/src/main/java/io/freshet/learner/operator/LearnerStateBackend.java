package io.freshet.learner.operator;

import java.io.IOException;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateBackendFactory;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
import org.rocksdb.DBOptions;

/**
 * Histories on the heap, the learner's rows in RocksDB: each where it costs least. A history is read and written with
 * every event, so it should not be serialised for that; rows live on the device, and are only put here for a checkpoint
 * to take those that changed.
 */
public final class LearnerStateBackend implements StateBackend {

    private static final long serialVersionUID = 1;

    private final HashMapStateBackend heap;
    private final EmbeddedRocksDBStateBackend rocks;

    private LearnerStateBackend(HashMapStateBackend heap, EmbeddedRocksDBStateBackend rocks) {
        this.heap = heap;
        this.rocks = rocks;
    }

    /** Flink finds a backend by the name of its factory. */
    public static final class Factory implements StateBackendFactory<LearnerStateBackend> {
        @Override
        public LearnerStateBackend createFromConfig(ReadableConfig config, ClassLoader classes) throws IOException {
            EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(true).configure(config, classes);
            rocks.setRocksDBOptions(new FewRewrites());
            return new LearnerStateBackend(new HashMapStateBackend().configure(config, classes), rocks);
        }
    }

    /** Merges files of like size instead of levels, since what a merge writes anew has to be uploaded anew. */
    static final class FewRewrites implements RocksDBOptionsFactory {

        private static final long serialVersionUID = 1;
        private static final int LIKE_PERCENT = 25;
        // with fewer, the newest file is merged with the one before at every checkpoint
        private static final int FILES = 12;

        @Override
        public DBOptions createDBOptions(DBOptions options, java.util.Collection<AutoCloseable> toClose) {
            return options;
        }

        @Override
        public ColumnFamilyOptions createColumnOptions(
                ColumnFamilyOptions options, java.util.Collection<AutoCloseable> toClose) {
            CompactionOptionsUniversal universal = new CompactionOptionsUniversal();
            toClose.add(universal);
            return options.setCompactionStyle(CompactionStyle.UNIVERSAL)
                    .setCompactionOptionsUniversal(universal.setSizeRatio(LIKE_PERCENT))
                    .setLevel0FileNumCompactionTrigger(FILES);
        }
    }

    @Override
    public <K> CheckpointableKeyedStateBackend<K> createKeyedStateBackend(KeyedStateBackendParameters<K> parameters)
            throws Exception {
        return parameters.getOperatorIdentifier().startsWith(TrainOperator.class.getSimpleName())
                ? rocks.createKeyedStateBackend(parameters)
                : heap.createKeyedStateBackend(parameters);
    }

    @Override
    public OperatorStateBackend createOperatorStateBackend(OperatorStateBackendParameters parameters) throws Exception {
        return heap.createOperatorStateBackend(parameters);
    }

    @Override
    public boolean useManagedMemory() {
        return rocks.useManagedMemory();
    }

    @Override
    public boolean supportsNoClaimRestoreMode() {
        return rocks.supportsNoClaimRestoreMode() && heap.supportsNoClaimRestoreMode();
    }

    @Override
    public boolean supportsSavepointFormat(SavepointFormatType format) {
        return rocks.supportsSavepointFormat(format) && heap.supportsSavepointFormat(format);
    }
}
