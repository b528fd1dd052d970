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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.jspecify.annotations.Nullable;

/** A large operator state, written as a sealed stream and kept in chunks, so that no array has to hold all of it. */
final class StateChunks {

    static final int CHUNK_BYTES = 1 << 20;
    /** Before the chunks of one instance where those of several follow each other: no other chunk is empty. */
    private static final byte[] BEGINNING = {};

    private static final int ALONE = -1;

    private final ListState<byte[]> chunks;
    private final List<ListState<byte[]>> old; // where earlier versions kept it, the newest first
    private final int instance;

    StateChunks(OperatorStateStore store, String name) throws Exception {
        this(state(store, name + ".sealed"), List.of(state(store, name)), ALONE);
    }

    private StateChunks(ListState<byte[]> chunks, List<ListState<byte[]>> old, int instance) {
        this.chunks = chunks;
        this.old = old;
        this.instance = instance;
    }

    /**
     * One that each of an operator's instances writes, and that each reads whole: however many there are by then.
     *
     * @param instance the number of this one: a union of states has no order to rely on
     */
    static StateChunks ofAll(OperatorStateStore store, String name, int instance) throws Exception {
        return new StateChunks(
                store.getUnionListState(descriptor(name + ".all")),
                List.of(state(store, name + ".sealed"), state(store, name)),
                instance);
    }

    private static ListState<byte[]> state(OperatorStateStore store, String name) throws Exception {
        return store.getListState(descriptor(name));
    }

    private static ListStateDescriptor<byte[]> descriptor(String name) {
        return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
    }

    void write(Content content) throws Exception {
        chunks.clear();
        if (instance != ALONE) {
            chunks.add(BEGINNING);
            chunks.add(ByteBuffer.allocate(Integer.BYTES).putInt(instance).array());
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

    /** What each instance wrote, in the order of their numbers; empty on a fresh start. */
    List<DataInputStream> readAll() throws Exception {
        List<List<byte[]>> instances = taken(chunks);
        if (instance != ALONE) {
            instances.sort(Comparator.comparingInt(StateChunks::number));
            instances.forEach(chunksOfOne -> chunksOfOne.subList(0, 2).clear());
        }
        List<DataInputStream> streams = new ArrayList<>();
        for (List<byte[]> chunksOfOne : instances) {
            streams.add(Sealed.reading(joined(chunksOfOne)));
        }
        for (int version = 0; version < old.size(); version++) {
            for (List<byte[]> chunksOfOne : taken(old.get(version))) {
                if (streams.isEmpty()) {
                    boolean sealed = version < old.size() - 1; // the oldest had no seals
                    InputStream joined = joined(chunksOfOne);
                    streams.add(sealed ? Sealed.reading(joined) : new DataInputStream(joined));
                }
            }
        }
        return streams;
    }

    /** Of the instance that wrote them: it stands behind the beginning. */
    private static int number(List<byte[]> chunksOfOne) {
        return ByteBuffer.wrap(chunksOfOne.get(1)).getInt();
    }

    // the stream drops each chunk when it has been read
    private static InputStream joined(List<byte[]> chunks) {
        List<InputStream> streams = new ArrayList<>();
        chunks.forEach(chunk -> streams.add(new ByteArrayInputStream(chunk)));
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    private static List<List<byte[]>> taken(ListState<byte[]> state) throws Exception {
        List<List<byte[]>> instances = new ArrayList<>();
        for (byte[] chunk : state.get()) {
            if (instances.isEmpty() || chunk.length == 0) {
                instances.add(new ArrayList<>());
            }
            instances.get(instances.size() - 1).add(chunk);
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
