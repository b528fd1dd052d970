package io.freshet.learner.operator;

import io.freshet.learner.training.Learner;
import io.freshet.model.feature.Lesson;
import io.freshet.schemas.message.DeltaRecord;
import io.freshet.schemas.message.EmbeddingRecord;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * One of several trainers of a model: its own examples come by the first input, what all trainers tell each other by the second.
 * Either may end first; {@link #endInput}, which Flink calls for both, only does what is left.
 */
public final class SharedTrainOperator extends TrainOperator
        implements TwoInputStreamOperator<Lesson, DeltaRecord, EmbeddingRecord> {

    private static final long serialVersionUID = 1;

    public SharedTrainOperator(SerializableSupplier<Learner> learners, Config settings) {
        super(learners, settings);
    }

    @Override
    public void processElement1(StreamRecord<Lesson> element) throws Exception {
        processElement(element);
    }

    @Override
    public void processElement2(StreamRecord<DeltaRecord> element) throws Exception {
        hear(element.getValue());
    }
}
