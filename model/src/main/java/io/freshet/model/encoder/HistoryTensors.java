package io.freshet.model.encoder;

import io.freshet.model.nn.Asked;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Histories as a program sees them: newest event first, padded behind the oldest; and the {@link SharedRows} that they
 * are packed into.
 *
 * @param lengths (histories) int64: how many events each has
 * @param events (histories, length) int64: place of each among the step's {@link EventTensors}
 * @param slots (rows, length) int64: which of those places stands in a slot
 * @param newest each history's newest event, among the slots
 */
public record HistoryTensors(Tensor lengths, Tensor events, Tensor slots, Asked newest) {

    /** Declares inputs under a name: {@code lengths}, {@code events}, and what {@link SharedRows} consists of. */
    public static HistoryTensors declare(Recorder recorder, String name, Dim histories, int length) {
        Dim rows = Dim.named(name.replaceAll("[^A-Za-z0-9]", "_") + "_rows");
        return new HistoryTensors(
                recorder.intInput(name + ".lengths", Shape.of(histories)),
                recorder.intInput(name + ".events", Shape.of(histories, length)),
                recorder.intInput(name + ".slots", Shape.of(rows, length)),
                new Asked(
                        recorder.intInput(name + ".newest", Shape.of(histories)),
                        recorder.intInput(name + ".seated", Shape.of(rows, SharedRows.MOST)),
                        recorder.intInput(name + ".seats", Shape.of(histories))));
    }

    /** All histories of some groups, one group after the other. */
    public static HistoryTensors stack(Recorder recorder, List<HistoryTensors> groups) {
        return groups.size() == 1 ? groups.get(0) : new Stack(recorder).all(groups);
    }

    /** Adds to each group's numbers what the groups before it take up. */
    private record Stack(Recorder recorder) {
        HistoryTensors all(List<HistoryTensors> groups) {
            List<Tensor> lengths = new ArrayList<>();
            List<Tensor> events = new ArrayList<>();
            List<Tensor> slots = new ArrayList<>();
            List<Tensor> positions = new ArrayList<>();
            List<Tensor> seated = new ArrayList<>();
            List<Tensor> seats = new ArrayList<>();
            Dim histories = Dim.of(0);
            Dim rows = Dim.of(0);
            for (HistoryTensors group : groups) {
                Dim length = group.events.dim(1);
                lengths.add(group.lengths);
                events.add(group.events);
                slots.add(after(group.slots, histories.times(length)));
                positions.add(after(group.newest.positions(), rows.times(length)));
                seated.add(after(group.newest.seated(), histories));
                seats.add(after(group.newest.seats(), rows.times(SharedRows.MOST)));
                histories = histories.plus(group.lengths.dim(0));
                rows = rows.plus(group.slots.dim(0));
            }
            return new HistoryTensors(
                    recorder.concat(0, lengths),
                    recorder.concat(0, events),
                    recorder.concat(0, slots),
                    new Asked(recorder.concat(0, positions), recorder.concat(0, seated), recorder.concat(0, seats)));
        }

        private Tensor after(Tensor numbers, Dim before) {
            return before.is(0) ? numbers : numbers.add(recorder.lengthOf(before, DType.INT64));
        }
    }

    /** (rows, length) int64: which place among the step's events stands in a slot; 0 is none. */
    Tensor slotEvents() {
        return events.flatten().gatherRows(slots);
    }

    /** (rows, length) int64: how many events of its history are newer. */
    Tensor slotAges() {
        return slots.remainder(length());
    }

    /**
     * (rows, length) int64: the history that a slot belongs to. An empty slot belongs to one of its own, below 0, so that
     * there is something that it sees.
     */
    Tensor slotHistories(Recorder recorder) {
        Tensor history = slots.floorDivide(length());
        Tensor present = slotAges().lt(lengths.clampMin(1).gatherRows(history));
        Tensor place = recorder.arange(slots.shape().size()).reshape(slots.shape());
        return recorder.where(present, history, place.neg().sub(1));
    }

    /** (places) int64: the slot in which an event stands; for a place without an event it means nothing. */
    Tensor slotOf(Recorder recorder, Tensor places) {
        Tensor slot = recorder.arange(slots.shape().size());
        return recorder.full(Shape.of(events.shape().size()), DType.INT64, 0)
                .indexAdd(slots.flatten(), slot)
                .gatherRows(places);
    }

    private long length() {
        return events.dim(1).constant();
    }
}
