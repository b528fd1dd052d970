package io.freshet.learner.operator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class VisitFormat implements Format<Visit> {

    @Override
    public String name() {
        return "visit";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Visit> type() {
        return Visit.class;
    }

    @Override
    public void write(Visit visit, DataOutputView out) throws IOException {
        out.writeLong(visit.entity());
        out.writeLong(visit.item());
    }

    @Override
    public Visit read(DataInputView in, int version) throws IOException {
        return new Visit(in.readLong(), in.readLong());
    }
}
