package io.freshet.learner.operator;

import io.freshet.learner.evaluate.FreshnessHistogram;
import io.freshet.model.feature.Example;
import io.freshet.model.feature.PassedOver;
import io.freshet.schemas.message.EventDigest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** What the trainer has done so far, beside the learner's own state: part of the checkpoint, so every event counts once. */
final class Progress {

    private static final int FORMAT = 3;
    private static final int WITHOUT_FORGOTTEN = 2;
    private static final int WITHOUT_DIGEST = 1;

    private final FreshnessHistogram freshness = new FreshnessHistogram();
    private EventDigest digest = new EventDigest();
    private long events;
    private long embeddings;
    private long version;
    private long snapshotStep;
    private int dimensions;
    private long forgotten;
    private long passedOver;
    private long snapshotFailures; // of this process
    private final String space;

    Progress(String space) {
        this.space = space;
    }

    /**
     * What a trainer goes on from where trainers have become more or fewer: every event still counts once.
     *
     * @param trainer of so many
     * @param before what each of then had done
     */
    static Progress of(int trainer, int trainers, List<Progress> before) {
        Progress own = before.get(trainer % before.size());
        if (trainer >= before.size()) {
            own.events = 0;
            own.embeddings = 0;
            own.digest = new EventDigest();
            own.forgotten = 0;
            own.passedOver = 0;
        }
        for (int of = trainer + trainers; of < before.size(); of += trainers) {
            Progress other = before.get(of);
            own.events += other.events;
            own.embeddings += other.embeddings;
            own.digest = new EventDigest(own.digest() + other.digest());
            own.forgotten += other.forgotten;
            own.passedOver += other.passedOver;
        }
        before.forEach(one -> own.follow(one.version));
        return own;
    }

    /** Another trainer publishes by this version. */
    void follow(long newest) {
        version = Math.max(version, newest);
    }

    void took(Example example) {
        events++;
        digest.add(example.entity(), example.item(), example.arrivalTimeMs());
    }

    /** An event of a forgotten entity: it has been taken in, and nothing is learnt from it. */
    void passedOver(PassedOver event) {
        events++;
        passedOver++;
        digest.add(event.entity(), event.item(), event.arrivalTimeMs());
    }

    void forgot() {
        forgotten++;
    }

    /** How often an entity was forgotten. */
    long forgotten() {
        return forgotten;
    }

    /** Events of entities that had been forgotten. */
    long passedOver() {
        return passedOver;
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

    void snapshotFailed() {
        snapshotFailures++;
    }

    /** Snapshots that could not be written since the process began. */
    long snapshotFailures() {
        return snapshotFailures;
    }

    /** Events taken in, the ones that wait in the batch included. */
    long events() {
        return events;
    }

    /** Of the same events: {@link EventDigest}. */
    long digest() {
        return digest.value();
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
        out.writeLong(digest.value());
        out.writeLong(forgotten);
        out.writeLong(passedOver);
    }

    static Progress restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format < WITHOUT_DIGEST || format > FORMAT) {
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
        if (format >= WITHOUT_FORGOTTEN) {
            progress.digest = new EventDigest(in.readLong());
        }
        if (format == FORMAT) {
            progress.forgotten = in.readLong();
            progress.passedOver = in.readLong();
        }
        return progress;
    }
}
