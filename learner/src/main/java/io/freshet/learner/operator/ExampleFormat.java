package io.freshet.learner.operator;

import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.Example;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class ExampleFormat implements Format<Example> {
    private static final int WITH_LABEL = 2;

    @Override
    public String name() {
        return "example";
    }

    @Override
    public int version() {
        return WITH_LABEL;
    }

    @Override
    public Class<Example> type() {
        return Example.class;
    }

    @Override
    public void write(Example example, DataOutputView out) throws IOException {
        Strings.write(example.entity(), out);
        Strings.writeOptional(example.item(), out);
        FeaturesFormat.writeAll(example.history(), out);
        FeaturesFormat.write(example.event(), out);
        FeaturesFormat.writeLongs(example.excluded(), out);
        out.writeLong(example.arrivalTimeMs());
        Strings.writeOptional(example.label(), out);
    }

    @Override
    public Example read(DataInputView in, int version) throws IOException {
        String entity = Strings.read(in);
        String item = Strings.readOptional(in);
        List<EventFeatures> history = FeaturesFormat.readAll(in);
        EventFeatures event = FeaturesFormat.read(in);
        long[] excluded = FeaturesFormat.readLongs(in);
        long arrivalTimeMs = in.readLong();
        String label = version < WITH_LABEL ? null : Strings.readOptional(in);
        return new Example(entity, item, history, event, excluded, arrivalTimeMs, label);
    }
}
