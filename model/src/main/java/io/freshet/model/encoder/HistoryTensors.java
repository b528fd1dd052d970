package io.freshet.model.encoder;

import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * Histories as a program sees them: newest event first, padded behind the oldest.
 *
 * @param lengths (histories) int64: how many events each has
 * @param events (histories, length) int64: place of each among the step's {@link EventTensors}
 */
public record HistoryTensors(Tensor lengths, Tensor events) {

    /** Declares the inputs {@code name.lengths} and {@code name.events}. */
    public static HistoryTensors declare(Recorder recorder, String name, Dim histories, int length) {
        return new HistoryTensors(
                recorder.intInput(name + ".lengths", Shape.of(histories)),
                recorder.intInput(name + ".events", Shape.of(histories, length)));
    }

    /**
     * The histories' tokens.
     *
     * @param encoded (events, dimensions): the step's events by an {@link EventEncoder}; zero at place 0
     */
    public Tokens tokens(Recorder recorder, Tensor encoded) {
        Tensor age = recorder.arange(events.dim(1)).unsqueeze(0);
        Tensor present = age.lt(lengths.unsqueeze(1));
        return new Tokens(encoded.gatherRowsPadded(events), present);
    }
}
