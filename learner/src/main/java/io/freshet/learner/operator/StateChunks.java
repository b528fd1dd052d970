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
    /** Before the chunks of one instance where those of several follow each other: no chunk is empty. */
    private static final byte[] BEGINNING = {};

    private final ListState<byte[]> chunks;
    private final List<ListState<byte[]>> old; // where earlier versions kept it, the newest first
    private final boolean ofAll;

    StateChunks(OperatorStateStore store, String name) throws Exception {
        this(state(store, name + ".sealed"), List.of(state(store, name)), false);
    }

    private StateChunks(ListState<byte[]> chunks, List<ListState<byte[]>> old, boolean ofAll) {
        this.chunks = chunks;
        this.old = old;
        this.ofAll = ofAll;
    }

    /** One that each of an operator's instances writes, and that each reads whole: however many there are by then. */
    static StateChunks ofAll(OperatorStateStore store, String name) throws Exception {
        return new StateChunks(
                store.getUnionListState(descriptor(name + ".all")),
                List.of(state(store, name + ".sealed"), state(store, name)),
                true);
    }

    private static ListState<byte[]> state(OperatorStateStore store, String name) throws Exception {
        return store.getListState(descriptor(name));
    }

    private static ListStateDescriptor<byte[]> descriptor(String name) {
        return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
    }

    void write(Content content) throws Exception {
        chunks.clear();
        if (ofAll) {
            chunks.add(BEGINNING);
        }
        try (DataOutputStream out = Sealed.writing(new BufferedOutputStream(new ChunkStream(), CHUNK_BYTES))) {
            content.writeTo(out);
        }
    }

    /** What was written, or null on a fresh start. The stream holds the only reference to the chunks. */
    @Nullable
    DataInputStream read() throws Exception {
        List<DataInputStream> all = readAll();
        return all.isEmpty() ? null : all.get(0);
    }

    /** What each instance wrote, in their order; empty on a fresh start. */
    List<DataInputStream> readAll() throws Exception {
        List<List<InputStream>> instances = taken(chunks);
        List<DataInputStream> streams = new ArrayList<>();
        for (List<InputStream> instance : instances) {
            streams.add(Sealed.reading(joined(instance)));
        }
        for (int version = 0; version < old.size(); version++) {
            for (List<InputStream> instance : taken(old.get(version))) {
                if (streams.isEmpty()) {
                    boolean sealed = version < old.size() - 1; // the oldest had no seals
                    InputStream joined = joined(instance);
                    streams.add(sealed ? Sealed.reading(joined) : new DataInputStream(joined));
                }
            }
        }
        return streams;
    }

    private static InputStream joined(List<InputStream> chunks) {
        return new SequenceInputStream(Collections.enumeration(chunks));
    }

    private static List<List<InputStream>> taken(ListState<byte[]> state) throws Exception {
        List<List<InputStream>> instances = new ArrayList<>();
        for (byte[] chunk : state.get()) {
            if (instances.isEmpty() || chunk.length == 0) {
                instances.add(new ArrayList<>());
            }
            instances.get(instances.size() - 1).add(new ByteArrayInputStream(chunk));
        }
        state.clear();
        return instances;
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
