package io.freshet.model.encoder;

import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Tensor;

/** Encodes the events of one entity. */
public interface HistoryEncoder {

    /** (histories, dimensions): what the history as a whole says of what comes next. */
    Tensor query(Recorder recorder, Parameters parameters, Tokens tokens);

    /** (histories, length, dimensions): what the others say of the event at each place; it does not see itself. */
    Tensor filled(Recorder recorder, Parameters parameters, Tokens tokens);
}
