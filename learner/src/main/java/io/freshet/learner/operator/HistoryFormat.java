package io.freshet.learner.operator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

final class HistoryFormat implements Format<History> {

    @Override
    public String name() {
        return "history";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<History> type() {
        return History.class;
    }

    @Override
    public void write(History history, DataOutputView out) throws IOException {
        FeaturesFormat.writeAll(history.events(), out);
        FeaturesFormat.writeLongs(history.items().toArray(), out);
    }

    @Override
    public History read(DataInputView in, int version) throws IOException {
        return new History(FeaturesFormat.readAll(in), ItemTrail.of(FeaturesFormat.readLongs(in)));
    }
}
