package io.freshet.model.encoder;

import io.freshet.model.program.Tensor;

/**
 * Encoded events of histories, newest first.
 *
 * @param events (events, dimensions): the step's, by an {@link EventEncoder}; zero at place 0, no event
 */
public record Tokens(HistoryTensors histories, Tensor events) {

    /** (histories, length, dimensions): zero where there is no event. */
    Tensor padded() {
        return events.gatherRowsPadded(histories.events());
    }

    /** (rows, length, dimensions): the same events, packed; see {@link SharedRows}. */
    Tensor packed() {
        return events.gatherRowsPadded(histories.slotEvents());
    }
}
