package io.freshet.learner.operator;

import io.freshet.learner.training.Quarantined;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class QuarantinedFormat implements Format<Quarantined> {

    @Override
    public String name() {
        return "quarantined";
    }

    @Override
    public int version() {
        return 2; // examples with labels
    }

    @Override
    public Class<Quarantined> type() {
        return Quarantined.class;
    }

    @Override
    public void write(Quarantined event, DataOutputView out) throws IOException {
        Formats.EXAMPLE.write(event.example(), out);
        Strings.write(event.code(), out);
        Strings.write(event.reason(), out);
    }

    @Override
    public Quarantined read(DataInputView in, int version) throws IOException {
        return new Quarantined(Formats.EXAMPLE.read(in, version), Strings.read(in), Strings.read(in));
    }
}
