package io.freshet.ingest;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the native memory of all state together. Left alone, RocksDB takes up to a hundred megabytes for each stretch of
 * remembered ids of each partition.
 */
public final class RocksMemory implements RocksDBConfigSetter {
    private static final long CACHE_BYTES = 64L << 20;
    private static final long UNWRITTEN_BYTES = 32L << 20;
    private static final long BUFFER_BYTES = 8L << 20;

    /** Made on first use: RocksDB's natives are loaded by then. */
    private static final class Shared {
        static final Cache CACHE = new LRUCache(CACHE_BYTES);
        // Counted within the cache, so that its size bounds both.
        static final WriteBufferManager UNWRITTEN = new WriteBufferManager(UNWRITTEN_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            // Indices and filters grow with the ids remembered; outside the cache nothing would bound them.
            options.setTableFormatConfig(table.setBlockCache(Shared.CACHE).setCacheIndexAndFilterBlocks(true));
        }
        options.setWriteBufferManager(Shared.UNWRITTEN);
        options.setWriteBufferSize(BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // shared by all stores for as long as the process lives
    }
}
