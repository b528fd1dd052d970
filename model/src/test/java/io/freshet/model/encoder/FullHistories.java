package io.freshet.model.encoder;

import io.freshet.model.nn.Asked;
import io.freshet.model.program.DType;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/** Tokens of histories that are all full, so that none shares a row. */
final class FullHistories {
    private FullHistories() {}

    /** @param vectors (histories, length, width) */
    static Tokens of(Recorder r, Tensor vectors) {
        Dim histories = vectors.dim(0);
        long length = vectors.dim(1).constant();
        Dim places = histories.times(vectors.dim(1));
        Tensor place = r.arange(places).reshape(histories, vectors.dim(1));
        Tensor each = r.arange(histories);
        HistoryTensors full = new HistoryTensors(
                r.full(Shape.of(histories), DType.INT64, length),
                place.add(1),
                place,
                new Asked(each.mul(length), each.unsqueeze(1), each));
        Tensor none = r.zeros(Shape.of(Dim.of(1), vectors.dim(2)));
        return new Tokens(full, r.concat(0, none, vectors.reshape(places, vectors.dim(2))));
    }
}
