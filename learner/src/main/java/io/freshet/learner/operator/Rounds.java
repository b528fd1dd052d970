package io.freshet.learner.operator;

import io.freshet.learner.training.Exchange;
import io.freshet.schemas.message.DeltaRecord;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trainer's place in the log of all rounds. A part is known by its trainer, the job's start and its number, so that each is
 * taken once; what a start that has failed left in the log means nothing to the next one, which reads what was underway at its
 * checkpoint from there.
 */
final class Rounds {
    private final Exchange exchange;
    private final int trainer;
    private final String epoch;
    /** Of each trainer, the last part that was taken. */
    private final Map<Integer, Long> taken = new HashMap<>();
    /** Own parts that the log has not brought back. */
    private final Deque<byte[]> underway = new ArrayDeque<>();

    private long sequence;

    /**
     * @param trainer this one's number
     * @param epoch the same for all trainers of one start of the job, and for no other start
     */
    Rounds(Exchange exchange, int trainer, String epoch) {
        this.exchange = exchange;
        this.trainer = trainer;
        this.epoch = epoch;
    }

    boolean isDue() {
        return exchange.isDue();
    }

    /** Ends a round: what is to be published, in this order. */
    List<DeltaRecord> end(long version) {
        List<DeltaRecord> records = new ArrayList<>();
        for (byte[] part : exchange.endRound()) {
            underway.add(part);
            records.add(new DeltaRecord(trainer, epoch, ++sequence, version, part));
        }
        return records;
    }

    /** Takes what the log brings. Whether it is of this start of the job, and new. */
    boolean take(DeltaRecord record) throws IOException {
        long last = taken.getOrDefault(record.trainer(), 0L);
        if (!record.epoch().equals(epoch) || record.sequence() <= last) {
            return false;
        }
        if (record.sequence() > last + 1) {
            // the last checkpoint has all that was underway
            throw new IOException("the log of rounds has lost parts " + (last + 1) + " to " + (record.sequence() - 1)
                    + " of trainer " + record.trainer());
        }
        taken.put(record.trainer(), record.sequence());
        if (record.trainer() == trainer) {
            underway.removeFirst();
            exchange.takeOwn(record.part());
        } else {
            exchange.take(record.part());
        }
        return true;
    }

    /** Writes what is underway, and the exchange, when a round has just ended. */
    void save(DataOutput out) throws IOException {
        out.writeInt(underway.size());
        for (byte[] part : underway) {
            out.writeInt(part.length);
            out.write(part);
        }
        exchange.save(out);
    }

    /**
     * Brings one trainer to where all are once each has heard what was underway at a checkpoint. All had heard the same
     * until then: one source reads the log to them, and barriers go the same way.
     *
     * @param saved by each trainer of then
     * @param own which of them this one goes on from; its learner has read that one's state
     */
    static void restore(Exchange exchange, List<DataInputStream> saved, int own) throws IOException {
        List<List<byte[]>> underway = new ArrayList<>();
        for (DataInputStream in : saved) {
            underway.add(underway(in));
        }
        exchange.restore(saved.get(own));
        for (int by = 0; by < underway.size(); by++) {
            for (byte[] part : underway.get(by)) {
                if (by == own) {
                    exchange.takeOwn(part);
                } else {
                    exchange.take(part);
                }
            }
        }
        exchange.restored();
    }

    private static List<byte[]> underway(DataInput in) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            byte[] part = new byte[in.readInt()];
            in.readFully(part);
            parts.add(part);
        }
        return parts;
    }
}
