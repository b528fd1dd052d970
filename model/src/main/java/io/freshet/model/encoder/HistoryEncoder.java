package io.freshet.model.encoder;

import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/** Encodes the events of one entity. */
public interface HistoryEncoder {

    /** This encoder as it is while it learns: with dropout, where it has any, of what a seeded program draws. */
    default HistoryEncoder training() {
        return this;
    }

    /** (histories, dimensions): what the history as a whole says of what comes next. */
    Tensor query(Recorder recorder, Parameters parameters, Tokens tokens);

    /**
     * What the others say of single events, which the encoder does not see there.
     *
     * @param history (holes) int64: in which history each is
     * @param age (holes) int64: how many events are newer
     * @return (holes, dimensions)
     */
    Tensor filled(Recorder recorder, Parameters parameters, Tokens tokens, Tensor history, Tensor age);
}
