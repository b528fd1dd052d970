package io.freshet.learner.operator;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.jspecify.annotations.Nullable;

/** A large operator state, written as a sealed stream and kept in chunks, so that no array has to hold all of it. */
final class StateChunks {

    static final int CHUNK_BYTES = 1 << 20;

    private final ListState<byte[]> chunks;
    private final ListState<byte[]> unsealed; // of checkpoints by versions that had no seals

    StateChunks(OperatorStateStore store, String name) throws Exception {
        chunks = state(store, name + ".sealed");
        unsealed = state(store, name);
    }

    private static ListState<byte[]> state(OperatorStateStore store, String name) throws Exception {
        return store.getListState(new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE));
    }

    void write(Content content) throws Exception {
        chunks.clear();
        try (DataOutputStream out = Sealed.writing(new BufferedOutputStream(new ChunkStream(), CHUNK_BYTES))) {
            content.writeTo(out);
        }
    }

    /** What was written, or null on a fresh start. The stream holds the only reference to the chunks. */
    @Nullable
    DataInputStream read() throws Exception {
        InputStream sealed = taken(chunks);
        InputStream old = taken(unsealed);
        return sealed != null ? Sealed.reading(sealed) : old == null ? null : new DataInputStream(old);
    }

    private static @Nullable InputStream taken(ListState<byte[]> state) throws Exception {
        List<InputStream> streams = new ArrayList<>();
        for (byte[] chunk : state.get()) {
            streams.add(new ByteArrayInputStream(chunk));
        }
        state.clear();
        return streams.isEmpty() ? null : new SequenceInputStream(Collections.enumeration(streams));
    }

    /** Forgets the copy that the last checkpoint was made from; the checkpoint has its own. */
    void free() {
        chunks.clear();
    }

    @FunctionalInterface
    interface Content {
        void writeTo(DataOutput out) throws IOException;
    }

    /** Adds a chunk a write; the buffer before it sees to their size. */
    private final class ChunkStream extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int start = offset; start < offset + length; start += CHUNK_BYTES) {
                add(Arrays.copyOfRange(bytes, start, Math.min(offset + length, start + CHUNK_BYTES)));
            }
        }

        private void add(byte[] chunk) throws IOException {
            try {
                chunks.add(chunk);
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the state refused a chunk", e);
            }
        }
    }
}
