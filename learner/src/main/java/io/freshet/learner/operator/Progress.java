package io.freshet.learner.operator;

import io.freshet.learner.evaluate.FreshnessHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the trainer has done so far, beside the learner's own state: part of the checkpoint, so every event counts once. */
final class Progress {

    private static final int FORMAT = 1;

    private final FreshnessHistogram freshness = new FreshnessHistogram();
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
        freshness.record(ageMs);
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
    FreshnessHistogram freshness() {
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
        freshness.save(out);
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
        progress.freshness.restore(in);
        return progress;
    }
}
