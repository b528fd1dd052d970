package io.freshet.model.encoder;

import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/**
 * Histories as a program sees them: newest event first, padded behind the oldest. Rows are named by their place among
 * the distinct rows that the step has gathered.
 *
 * @param lengths (histories) int64: how many events each has
 * @param items (histories, length) int64: place of the event's item row
 * @param values (histories, length, ids) int64: places of the fields' value rows; 0 is no value
 * @param numbers (histories, length, numbers): plain features
 */
public record HistoryTensors(Tensor lengths, Tensor items, Tensor values, Tensor numbers) {

    /** (histories, length) bool: whether there is an event at this age. */
    public Tensor present(Recorder recorder) {
        return recorder.arange(items.dim(1)).unsqueeze(0).lt(lengths.unsqueeze(1));
    }
}
