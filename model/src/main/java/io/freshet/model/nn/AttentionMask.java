package io.freshet.model.nn;

import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/** Which keys a query must not see, true where blocked. */
public final class AttentionMask {
    private AttentionMask() {}

    /** Later positions: (length, length). */
    public static Tensor causal(Recorder recorder, Dim length) {
        Tensor position = recorder.arange(length);
        return position.unsqueeze(0).gt(position.unsqueeze(1));
    }

    /**
     * Padding, and later positions where {@code causal}: (batch, 1, length, length).
     *
     * <p>A position always sees itself: a padded query that saw nothing would be NaN, and would spoil the gradient.
     *
     * @param padding true at padded positions (batch, length)
     */
    public static Tensor padding(Recorder recorder, Tensor padding, boolean causal) {
        Dim length = padding.dim(1);
        Tensor position = recorder.arange(length);
        Tensor other = position.unsqueeze(0).ne(position.unsqueeze(1)); // (length, length)
        Tensor blocked = padding.unsqueeze(1).unsqueeze(1).and(other);
        return causal ? blocked.or(causal(recorder, length)) : blocked;
    }

    /**
     * Those of other sequences in the same row: (rows, 1, queries, keys). Every query has to find one of its own.
     *
     * @param queries (rows, queries) int64: which sequence each belongs to
     * @param keys (rows, keys) int64
     */
    public static Tensor others(Tensor queries, Tensor keys) {
        return queries.unsqueeze(2).ne(keys.unsqueeze(1)).unsqueeze(1);
    }

    /** A mask as what is added to the scores: minus infinity where blocked. */
    public static Tensor bias(Recorder recorder, Tensor blocked) {
        // added, not filled in: its backward pass then has nothing to do
        return recorder.zeros(blocked.shape()).maskedFill(blocked, Double.NEGATIVE_INFINITY);
    }
}
