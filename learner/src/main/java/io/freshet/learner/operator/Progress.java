package io.freshet.learner.operator;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** What the trainer has done so far, beside the learner's own state: part of the checkpoint, so every event counts once. */
final class Progress {

    private static final int FORMAT = 1;
    private static final int DIGITS = 3;

    private final Histogram freshness = new Histogram(DIGITS);
    private long events;
    private long embeddings;
    private long version;
    private long snapshotStep;
    private int dimensions;
    private final String space;

    Progress(String space) {
        this.space = space;
    }

    void took() {
        events++;
    }

    /** An embedding of so many dimensions went out, which has learnt from an event of this age. */
    void published(int vectorDimensions, long ageMs) {
        embeddings++;
        dimensions = vectorDimensions;
        freshness.recordValue(Math.max(0, ageMs));
    }

    void snapshot(long step) {
        version++;
        snapshotStep = step;
    }

    /** Events taken in, the ones that wait in the batch included. */
    long events() {
        return events;
    }

    long embeddings() {
        return embeddings;
    }

    /** Of the newest snapshot; 0 before the first. */
    long version() {
        return version;
    }

    /** The step that the newest snapshot was taken at. */
    long snapshotStep() {
        return snapshotStep;
    }

    /** Of a published vector; 0 before the first. */
    int dimensions() {
        return dimensions;
    }

    String space() {
        return space;
    }

    /** From an event's arrival to the publishing of what was learnt from it, in milliseconds. */
    Histogram freshness() {
        return freshness;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeLong(events);
        out.writeLong(embeddings);
        out.writeLong(version);
        out.writeLong(snapshotStep);
        out.writeInt(dimensions);
        out.writeUTF(space);
        ByteBuffer buffer = ByteBuffer.allocate(freshness.getNeededByteBufferCapacity());
        int length = freshness.encodeIntoCompressedByteBuffer(buffer);
        out.writeInt(length);
        out.write(buffer.array(), 0, length);
    }

    static Progress restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("the trainer's progress: must be in format " + FORMAT + ", got " + format);
        }
        long events = in.readLong();
        long embeddings = in.readLong();
        long version = in.readLong();
        long snapshotStep = in.readLong();
        int dimensions = in.readInt();
        Progress progress = new Progress(in.readUTF());
        progress.events = events;
        progress.embeddings = embeddings;
        progress.version = version;
        progress.snapshotStep = snapshotStep;
        progress.dimensions = dimensions;
        byte[] histogram = new byte[in.readInt()];
        in.readFully(histogram);
        try {
            progress.freshness.add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(histogram), 0));
        } catch (DataFormatException e) {
            throw new IOException("the freshness histogram cannot be read", e);
        }
        return progress;
    }
}
