package io.freshet.learner.operator;

import io.freshet.model.feature.Example;
import io.freshet.model.feature.Forget;
import io.freshet.model.feature.Lesson;
import io.freshet.model.feature.PassedOver;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Between operators only, never in state. */
final class LessonFormat implements Format<Lesson> {
    private static final int EXAMPLE = 0;
    private static final int FORGET = 1;
    private static final int PASSED_OVER = 2;

    @Override
    public String name() {
        return "lesson";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Lesson> type() {
        return Lesson.class;
    }

    @Override
    public void write(Lesson lesson, DataOutputView out) throws IOException {
        if (lesson instanceof Example example) {
            out.writeByte(EXAMPLE);
            Formats.EXAMPLE.write(example, out);
        } else if (lesson instanceof Forget forget) {
            out.writeByte(FORGET);
            EntityRecordFormat.write(forget.erasure(), out);
            FeaturesFormat.writeAll(forget.history(), out);
        } else {
            PassedOver event = (PassedOver) lesson;
            out.writeByte(PASSED_OVER);
            Strings.write(event.entity(), out);
            Strings.writeOptional(event.item(), out);
            out.writeLong(event.arrivalTimeMs());
        }
    }

    @Override
    public Lesson read(DataInputView in, int version) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case EXAMPLE -> Formats.EXAMPLE.read(in, Formats.EXAMPLE.version());
            case FORGET -> new Forget(EntityRecordFormat.readErasure(in), FeaturesFormat.readAll(in));
            case PASSED_OVER -> new PassedOver(Strings.read(in), Strings.readOptional(in), in.readLong());
            default -> throw new IOException("a lesson has the unknown tag " + tag);
        };
    }
}
